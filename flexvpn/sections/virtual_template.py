"""What every session's interface is made from (the document, step 12)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flexvpn.base.values import InterfaceNumber, ProfileName, TemplateNumber
from flexvpn.ios.claims import Whole
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

_BLOCK = "interface Virtual-Template"


class VirtualTemplate(Section):
    """The template. A router with live sessions refuses every change to it (IOSXE.md section 7).

    Values are replaced, never taken away first: without ``tunnel protection`` a session would be in the clear.
    """

    template = "virtual_template.j2"
    owns = {"virtual template": (Whole(_BLOCK + "{name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(
        one_value=tuple(
            (_BLOCK, word)
            for word in ("ip unnumbered ", "ip mtu ", "tunnel mode ", "tunnel protection ipsec profile ")
        ),
        bare_no=((r"interface Virtual-Template\d+",),),
    )
    implied = ("no ip address",)
    cuts = ((_BLOCK,),)

    number: TemplateNumber = 100
    loopback: InterfaceNumber = 100
    mtu: Annotated[int, Field(ge=576, le=1500)] = 1400
    ipsec_profile: ProfileName = "AnyConnect-EAP"

    def defines(self) -> frozenset[Ref]:
        """The template, by its number."""
        return frozenset({Ref("virtual template", str(self.number))})

    def uses(self) -> frozenset[Ref]:
        """Loopback and IPsec profile."""
        return frozenset({Ref("loopback", str(self.loopback)), Ref("ipsec profile", self.ipsec_profile)})
