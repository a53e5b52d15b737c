"""How data is protected (the document, steps 9 and 10)."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from flexvpn.base.values import ProfileName
from flexvpn.ios.claims import Whole
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

_CIPHER = Literal[
    "esp-aes",
    "esp-aes 192",
    "esp-aes 256",
    "esp-gcm",
    "esp-gcm 192",
    "esp-gcm 256",
    "esp-3des",
    "esp-des",
]
_INTEGRITY = Literal["esp-sha-hmac", "esp-sha256-hmac", "esp-sha384-hmac", "esp-sha512-hmac", "esp-md5-hmac"]


class Ipsec(Section):
    """Transform set and IPsec profile.

    A transform set is replaced by typing it again; the profile, which uses it, goes first when both go.
    ``mode tunnel`` is the default and always printed (docs/iosxe.md section 1.8).
    """

    template = "ipsec.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "transform set": (Whole("crypto ipsec transform-set {name}"),),
        "ipsec profile": (Whole("crypto ipsec profile {name}"),),
    }
    rules = Rules(
        one_value=(
            (r"crypto ipsec transform-set \S+",),
            (r"crypto ipsec transform-set \S+", "mode "),
            ("crypto ipsec profile ", "set transform-set "),
            ("crypto ipsec profile ", "set ikev2-profile "),
        ),
        first=(("no crypto ipsec profile ",),),
    )

    transform_set: ProfileName = "TS"
    encryption: _CIPHER = "esp-aes 256"
    integrity: _INTEGRITY | None = "esp-sha256-hmac"
    profile: ProfileName = "AnyConnect-EAP"
    ikev2_profile: ProfileName = "AnyConnect-EAP"

    @model_validator(mode="after")
    def _complete(self) -> Ipsec:
        gcm = "gcm" in self.encryption
        if gcm and self.integrity:
            raise ValueError("esp-gcm proves integrity itself: write `integrity: null`")
        if not gcm and not self.integrity:
            raise ValueError("a cipher other than esp-gcm needs integrity")
        return self

    def defines(self) -> frozenset[Ref]:
        """Transform set and profile."""
        return frozenset({Ref("transform set", self.transform_set), Ref("ipsec profile", self.profile)})

    def uses(self) -> frozenset[Ref]:
        """The IKEv2 profile."""
        return frozenset({Ref("ikev2 profile", self.ikev2_profile)})
