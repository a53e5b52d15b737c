"""The client profile, acvpn.xml: which headends a user can choose, and how the client behaves."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from flexvpn.base.values import FROZEN, HostName, IosName
from flexvpn.client.settings import ClientSettings
from flexvpn.client.text import render_client

FILE_NAME = "acvpn.xml"
"""The client receives the profile under this name whatever the router calls it (the document, step 6)."""

CLIENT_IKE_IDENTITY = "*$AnyConnectClient$*"
"""The key-id that a client sends when its profile names none (the document, step 6)."""


def _xml_text(value: str) -> str:
    if not value.isprintable() or value != value.strip():
        raise ValueError("a line of printable characters without outer spaces")
    return value


def _whole_address(value: str) -> str:
    labels = value.split(".")
    if labels[-1].isdigit() and (len(labels) != 4 or any(not _octet(label) for label in labels)):  # noqa: PLR2004
        raise ValueError("a host name, or an IPv4 address of four numbers from 0 to 255")
    return value


def _octet(label: str) -> bool:
    return label.isdigit() and int(label) <= 255  # noqa: PLR2004 - one octet


XmlText = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(_xml_text)]
HostAddress = Annotated[HostName, AfterValidator(_whole_address)]


class ServerEntry(BaseModel):
    """One entry of the drop-down list: IPsec, with AnyConnect-EAP, to a headend that is no ASA.

    Attributes:
        display_name: what the user chooses.
        host_address: where the client connects; one of the certificate's names.
        ike_identity: the key-id that the headend's IKEv2 profile matches; None for the client's own.
        user_group: appended to the address as a group; IOS-XE headends need none.
        backup_servers: tried in this order when the headend does not answer.
    """

    model_config = FROZEN

    display_name: XmlText
    host_address: HostAddress
    ike_identity: IosName | None = None
    user_group: XmlText | None = None
    backup_servers: tuple[HostAddress, ...] = ()


class ClientProfile(BaseModel):
    """The contents of acvpn.xml: the client's settings and the list of headends."""

    model_config = FROZEN

    servers: Annotated[tuple[ServerEntry, ...], Field(min_length=1)]
    settings: ClientSettings = ClientSettings()

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        names = [server.display_name for server in self.servers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the list would show the same name twice: {', '.join(twice)}")
        return self

    def host_names(self) -> tuple[str, ...]:
        """Every name or address that the certificate must be for, backup servers included, each once."""
        names = [name for server in self.servers for name in (server.host_address, *server.backup_servers)]
        return tuple(dict.fromkeys(names))

    def xml(self) -> bytes:
        """The file, the same bytes for the same profile: its digest decides whether a router needs a new one."""
        return render_client("acvpn.xml.j2", settings=self.settings, servers=self.servers)
