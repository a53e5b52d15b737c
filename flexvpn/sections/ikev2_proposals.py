"""What the router offers for the IKE SA itself (the document, step 5, optional)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from flexvpn.base.values import ProfileName
from flexvpn.ios.claims import Whole
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

_BLOCK = "crypto ikev2 proposal "
_HASH = Literal["md5", "sha1", "sha256", "sha384", "sha512"]


class Ikev2Proposal(Section):
    """Algorithms in the order of preference.

    An AES-GCM proposal has a PRF and no integrity algorithm, any other has an integrity algorithm (docs/iosxe.md
    section 7 gives the router's own words). Default names and algorithms are the document's, with group 19 before its
    14: clients since 4.9 don't offer 14 any more (docs/iosxe.md section 10).
    """

    template = "ikev2_proposals.j2"
    owns = {"ikev2 proposal": (Whole(_BLOCK + "{name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(
        one_value=tuple((_BLOCK, f"{word} ") for word in ("encryption", "integrity", "prf", "group"))
    )

    name: ProfileName = "IKEv2-prop1"
    encryption: tuple[
        Literal["aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "aes-gcm-128", "aes-gcm-256", "3des", "des"], ...
    ] = Field(default=("aes-cbc-256",), min_length=1)
    integrity: tuple[_HASH, ...] = ("sha256",)
    prf: tuple[_HASH, ...] = ()
    groups: tuple[Literal[1, 2, 5, 14, 15, 16, 19, 20, 21, 24], ...] = Field(default=(19, 14), min_length=1)

    @field_validator("encryption", "integrity", "prf", "groups")
    @classmethod
    def _once(cls, values: tuple[object, ...]) -> tuple[object, ...]:
        if len(set(values)) != len(values):
            raise ValueError("each algorithm once")
        return values

    @model_validator(mode="after")
    def _complete(self) -> Ikev2Proposal:
        kinds = {"gcm" in cipher for cipher in self.encryption}
        if len(kinds) > 1:
            raise ValueError("AES-GCM and other ciphers need a proposal each")
        if kinds == {True} and (self.integrity or not self.prf):
            raise ValueError("AES-GCM needs prf and no integrity: write `integrity: []`")
        if kinds == {False} and not self.integrity:
            raise ValueError("a cipher other than AES-GCM needs integrity")
        return self

    def defines(self) -> frozenset[Ref]:
        """The proposal."""
        return frozenset({Ref("ikev2 proposal", self.name)})
