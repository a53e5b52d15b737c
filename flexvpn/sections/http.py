"""What listens on the router and must not (the document, step 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.ios.claims import Setting
from flexvpn.ios.config import Config
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.remediation import Remediation

_LOOK_UP = "crypto ikev2 http-url cert"


class Http(Section):
    """HTTP servers and HTTP-URL certificate look-up, off unless asked for.

    The router prints both polarities; a missing line never means off (IOSXE.md section 1.8), so each is said.
    """

    template = "http.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "http": (
            Setting(_LOOK_UP),
            Setting("ip http server"),
            Setting("ip http secure-server"),
        )
    }

    unseen = (f"no {_LOOK_UP}",)

    certificate_url: bool = False
    server: bool = False
    secure_server: bool = False

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """The look-up is on where no line says otherwise, and a router does not print its defaults."""
        wanted = intended
        if f"no {_LOOK_UP}" not in running:
            wanted = Config(tuple(block for block in intended if block.line != _LOOK_UP))
        return super().remediate(running, wanted)

    def defines(self) -> frozenset[Ref]:
        """The three settings, as one object."""
        return frozenset({Ref("http")})
