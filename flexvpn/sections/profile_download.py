"""Updates of the client profile over TLS (the document's first appendix, optional)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import Field

from flexvpn.base.values import PROFILE_ON_ROUTER, PolicyName, ProfileName, TrustpointName
from flexvpn.ios.claims import Whole
from flexvpn.ios.line import negated
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Obstacle, Ref, Section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from flexvpn.base.values import Release
    from flexvpn.ios.config import Config

_HTTPS: Final = "ip http secure-server"


class ProfileDownload(Section):
    """SSL policy and SSL profile. Never together with ``ip http secure-server``: that can crash the router."""

    template = "profile_download.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "ssl policy": (Whole("crypto ssl policy {name}"),),
        "ssl profile": (Whole("crypto ssl profile {name}"),),
    }
    rules = Rules(
        one_value=(("crypto ssl policy ", "ip address local "),),
        first=(("no crypto ssl profile ",),),
        last=(("crypto ssl policy ", "no shutdown"),),
    )
    unseen = (r"crypto ssl policy \S+ / no shutdown",)

    policy: PolicyName = "ssl-policy"
    trustpoint: TrustpointName = "IKEv2-TP"
    address: IPv4Address = IPv4Address("10.0.0.1")
    port: Annotated[int, Field(ge=1, le=65535)] = 443
    profile: ProfileName = "ssl_prof"

    def applies(self, release: Release) -> bool:
        """Without a profile on the router there is nothing to download."""
        return release >= PROFILE_ON_ROUTER

    def defines(self) -> frozenset[Ref]:
        """Policy and profile."""
        return frozenset({Ref("ssl policy", self.policy), Ref("ssl profile", self.profile)})

    @classmethod
    def obstacles(cls, items: Sequence[Self], running: Config, sent: Collection[str]) -> Iterator[Obstacle]:
        """The HTTPS server, unless this very push switches it off."""
        if items and _HTTPS in running and negated(_HTTPS) not in sent:
            yield Obstacle(
                "its HTTPS server is on, and together with an SSL policy that can crash the router",
                f"`no {_HTTPS}`, or no profile_download for this host",
            )

    def uses(self) -> frozenset[Ref]:
        """The trustpoint that the server shows."""
        return frozenset({Ref("trustpoint", self.trustpoint)})
