"""The IKEv2 profile that AnyConnect-EAP clients match (the document, step 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from flexvpn.base.values import (
    FROZEN,
    IosName,
    ListName,
    PolicyName,
    ProfileName,
    TemplateNumber,
    TrustpointName,
)
from flexvpn.ios.claims import LinePrefix, Whole
from flexvpn.ios.method_lists import method_list, names_group
from flexvpn.ios.releases import holds_client_profile
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.config import Config

_BLOCK = "crypto ikev2 profile "
_FRAGMENTATION = "crypto ikev2 fragmentation"
ANYCONNECT_IDENTITY = "*$AnyConnectClient$*"
"""What a client says it is unless its profile names another identity (the document, step 6)."""

_SAID: Final = (
    (r"aaa authentication anyconnect-eap (\S+)", "aaa authentication login"),
    (r"aaa authorization group anyconnect-eap list (\S+) \S+", "aaa authorization network"),
    (r"aaa authorization user anyconnect-eap cached", ""),
)
"""The AAA lines of a profile that the intent has words for, and the kind of list that each names."""


class DeadPeerDetection(BaseModel):
    """``dpd``: after how many seconds of silence to ask, how often to retry, when to ask."""

    model_config = FROZEN

    interval: Annotated[int, Field(ge=10, le=3600)]
    retry: Annotated[int, Field(ge=2, le=60)] = 2
    mode: Literal["on-demand", "periodic"] = "on-demand"


class Ikev2Profile(Section):
    """Who may speak to us, how both sides prove who they are, and what a client gets.

    Lines are typed with ``authentication local`` before ``authentication remote`` (the document's note); the router
    prints them the other way round (docs/iosxe.md section 1.7), and the comparison takes them as a set. What the router
    allows several of (identity, trustpoint) is added before the old one goes. AAA lines that the intent has no words
    for (accounting, attributes from a list) stay, and so does one that leads to a server group.

    Attributes:
        name: the profile.
        identity: key-id that clients present; anything but the default goes into their profile as IKEIdentity.
        trustpoint: stable name of the trustpoint that proves who we are.
        authentication_list: login list for clients.
        authorization_list: network list for clients.
        authorization_policy: what clients are given.
        virtual_template: number of the template that a session's interface is made from.
        anyconnect_profile: client profile to hand out; None for none. From 16.9.1 on.
        dpd: dead peer detection; None for none.
        fragmentation: IKE messages are cut to this size, for all profiles of the router; None leaves it as it is.
    """

    template = "ikev2_profile.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "ikev2 profile": (Whole(_BLOCK + "{name}"),),
        "ikev2 fragmentation": (LinePrefix(_FRAGMENTATION),),
    }
    rules = Rules(
        one_value=(
            (f"{_FRAGMENTATION} ",),
            (_BLOCK, "authentication local "),
            (_BLOCK, "aaa authentication anyconnect-eap "),
            (_BLOCK, "(aaa authorization group) (?:override )?anyconnect-eap "),
            (_BLOCK, "aaa authorization user anyconnect-eap "),
            (_BLOCK, "virtual-template "),
            (_BLOCK, "anyconnect profile "),
            (_BLOCK, "dpd "),
        ),
        last=((_BLOCK, "no (match identity|pki trustpoint|authentication remote) "),),
    )

    name: ProfileName = "AnyConnect-EAP"
    identity: IosName = ANYCONNECT_IDENTITY
    trustpoint: TrustpointName = "IKEv2-TP"
    authentication_list: ListName = "a-eap-authen-local"
    authorization_list: ListName = "a-eap-author-grp"
    authorization_policy: PolicyName = "ikev2-auth-policy"
    virtual_template: TemplateNumber = 100
    anyconnect_profile: ProfileName | None = "acvpn"
    dpd: DeadPeerDetection | None = None
    fragmentation: Annotated[int, Field(ge=68, le=1500)] | None = None

    def context(self) -> dict[str, Any]:
        """Whether the router can hand out a client profile."""
        return {"holds_client_profile": holds_client_profile}

    def defines(self) -> frozenset[Ref]:
        """The profile, and the fragmentation where it is set."""
        extra = {Ref("ikev2 fragmentation")} if self.fragmentation else set()
        return frozenset({Ref("ikev2 profile", self.name), *extra})

    def uses(self) -> frozenset[Ref]:
        """All that it names but the virtual template, which IOS-XE takes before it exists."""
        client = {Ref("anyconnect profile", self.anyconnect_profile)} if self.anyconnect_profile else set()
        return frozenset(
            {
                Ref("trustpoint", self.trustpoint),
                Ref("aaa authentication login", self.authentication_list),
                Ref("aaa authorization network", self.authorization_list),
                Ref("authorization policy", self.authorization_policy),
                Ref("virtual template", str(self.virtual_template)),
                *client,
            }
        )

    @classmethod
    def keeps(cls, line: str, parent: str, router: Config) -> str:
        """AAA lines that the intent cannot say, and those that lead to a list that asks a server group."""
        if not parent.startswith(_BLOCK) or not line.startswith("aaa "):
            return ""
        for pattern, kind in _SAID:
            if match := re.fullmatch(pattern, line):
                asked = kind and names_group(method_list(router, kind, match[1]))
                return (
                    f"its list {match[1]} asks a server group, and RADIUS is not in the intent yet"
                    if asked
                    else ""
                )
        return "the intent has no words for it: RADIUS and accounting are not in the intent yet"
