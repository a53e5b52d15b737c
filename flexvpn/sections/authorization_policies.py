"""What a client is given once it is in: addresses, name servers, routes (the document, steps 4 and 13)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, model_validator

from flexvpn.base.values import AccessListName, HostName, PolicyName, PoolName, TextLine
from flexvpn.ios.banners import delimited
from flexvpn.ios.claims import Whole
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.config import Config

_BLOCK = "crypto ikev2 authorization policy "
_PAIR = Annotated[tuple[IPv4Address, ...], Field(max_length=2)]


def _fits(text: str) -> str:
    delimited(text)
    return " ".join(text.split())


class AuthorizationPolicy(Section):
    """An IKEv2 authorization policy of the router's own database.

    Attributes:
        name: what the IKEv2 profile names.
        pool: where addresses come from.
        dns: one or two name servers.
        netmask: what the client puts on its address.
        def_domain: appended to short names.
        split_dns: domains that are asked inside the tunnel.
        banner: one line, shown by the client.
        wins: one or two.
        session_lifetime: seconds after which a session ends.
        pfs: perfect forward secrecy for the client's IPsec SAs.
        split_tunnel: standard access list of what goes through the tunnel; None sends everything through it.
    """

    template = "authorization_policies.j2"
    owns = {"authorization policy": (Whole(_BLOCK + "{name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(
        one_value=tuple(
            (_BLOCK, f"{word} ")
            for word in ("pool", "dns", "netmask", "def-domain", "banner", "wins", "session-lifetime")
        )
    )

    name: PolicyName = "ikev2-auth-policy"
    pool: PoolName = "ACPool"
    dns: _PAIR = ()
    netmask: IPv4Address | None = None
    def_domain: HostName | None = None
    split_dns: Annotated[tuple[HostName, ...], Field(max_length=10)] = ()
    banner: Annotated[TextLine, AfterValidator(_fits)] | None = None
    wins: _PAIR = ()
    session_lifetime: Annotated[int, Field(ge=120, le=25920000)] | None = None
    pfs: bool = False
    split_tunnel: AccessListName | None = None

    @model_validator(mode="after")
    def _contiguous(self) -> AuthorizationPolicy:
        if self.netmask is not None and "01" in f"{int(self.netmask):032b}":
            raise ValueError("netmask: the ones of a mask stand together, as in 255.255.255.0")
        return self

    def defines(self) -> frozenset[Ref]:
        """The policy."""
        return frozenset({Ref("authorization policy", self.name)})

    def uses(self) -> frozenset[Ref]:
        """Pool and access list."""
        lists = {Ref("access list", self.split_tunnel)} if self.split_tunnel else set()
        return frozenset({Ref("pool", self.pool), *lists})

    @classmethod
    def keeps(cls, line: str, parent: str, router: Config) -> str:
        """Attributes from a list: what somebody limits the clients by, an access list among them."""
        del router
        held = parent.startswith(_BLOCK) and line.startswith("aaa attribute list ")
        return (
            "the intent has no words for it: attribute lists are not in the intent yet, nor is RADIUS"
            if held
            else ""
        )
