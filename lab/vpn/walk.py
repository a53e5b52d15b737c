"""The state of one log-in attempt: what was found so far, and what a debug on the router would say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router
    from lab.tree import Node
    from lab.vpn.client import Client
    from lab.vpn.ike import Suite
    from lab.vpn.profile_xml import HostEntry
    from lab.vpn.settings import Interface, TransformSet


class Stage(Enum):
    """The stages of an AnyConnect-EAP log-in, in their order."""

    PROFILE = "profile"
    REACH = "reach"
    IKE_SA_INIT = "ike_sa_init"
    IKE_PROFILE = "ike_profile"
    LOCAL_AUTH = "local_auth"
    SERVER_CERTIFICATE = "server_certificate"
    AGGREGATE_AUTH = "aggregate_auth"
    GROUP_AUTHORIZATION = "group_authorization"
    USER_AUTHORIZATION = "user_authorization"
    ADDRESS = "address"
    VIRTUAL_TEMPLATE = "virtual_template"
    IPSEC_PROFILE = "ipsec_profile"
    IPSEC_SA = "ipsec_sa"
    PROFILE_DOWNLOAD = "profile_download"


class StageFailed(Exception):
    """A stage cannot be passed; the words are a debug's, or the client's own message."""


@dataclass(slots=True)
class Walk:
    """What the stages hand on to each other."""

    router: Router
    client: Client
    session_id: int
    debug: list[str] = field(default_factory=list)
    entry: HostEntry | None = None
    outside: Interface | None = None
    suite: Suite | None = None
    profile: Node | None = None
    policy: Node | None = None
    address: str = ""
    pool: str = ""
    template: int = 0
    ipsec_profile: str = ""
    transform: TransformSet | None = None
    routes: tuple[str, ...] = ()

    def say(self, text: str) -> None:
        """One line of `debug crypto ikev2`."""
        self.debug.append(f"IKEv2:(SESSION ID = {self.session_id},SA ID = 1):{text}")

    def error(self, text: str) -> StageFailed:
        """One line of `debug crypto ikev2 error`, as the exception that ends the stage."""
        return StageFailed(f"IKEv2-ERROR:(SESSION ID = {self.session_id},SA ID = 1):: {text}")
