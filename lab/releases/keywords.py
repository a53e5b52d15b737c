"""Keywords that a release refuses, has not yet, or calls otherwise."""

from __future__ import annotations

import dataclasses

from lab.releases.cautions import Upon
from lab.releases.fact import DOC, REAL, Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Fact):
    """Lines of ``mode`` that begin with ``line`` may not have one of ``keywords``.

    With ``shield``, they may while the compliance shield is disabled. ``named`` words after ``line`` are names and not
    judged. ``words`` is the router's answer where the keyword does not merely fail to exist (a quirk; nobody has
    seen either), ``upon`` what it warns of where it takes one.
    """

    mode: str
    line: str
    keywords: tuple[str, ...]
    named: int = 0
    shield: bool = False
    words: str = ""
    upon: Upon | None = None

    def begins(self, mode: str, words: tuple[str, ...]) -> bool:
        """Tell whether a line of these words is one that this refusal judges."""
        first = self.line.split()
        return mode == self.mode and list(words[: len(first)]) == first

    def first(self, mode: str, words: tuple[str, ...]) -> int | None:
        """The index of the first word that is refused, ``None`` if there is none."""
        if not self.begins(mode, words):
            return None
        skipped = len(self.line.split()) + self.named
        return next((at for at, word in enumerate(words) if at >= skipped and word in self.keywords), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Renaming(Fact):
    """The first word of a line of ``mode``: ``old`` became ``new``."""

    mode: str
    old: str
    new: str


_PROPOSAL = "config-ikev2-proposal"
_PROFILE = "config-ikev2-profile"
_CLUSTER = "config-ikev2-cluster"
_NOTICE = "docs/iosxe.md section 11.4, FN72510"
_FORBIDDEN = "% Weaker {} is not allowed while the compliance shield is enabled"
REFUSALS = (
    Refusal(
        "17.11.1",
        "refuses des and 3des",
        DOC,
        _NOTICE,
        mode=_PROPOSAL,
        line="encryption",
        keywords=("des", "3des"),
        shield=True,
        words=_FORBIDDEN.format("encryption algorithm"),
        upon=Upon.WEAK_CIPHER,
    ),
    Refusal(
        "17.11.1",
        "refuses md5",
        DOC,
        _NOTICE,
        mode=_PROPOSAL,
        line="integrity",
        keywords=("md5",),
        shield=True,
        words=_FORBIDDEN.format("hash algorithm"),
        upon=Upon.WEAK_HASH,
    ),
    Refusal(
        "17.11.1",
        "refuses md5",
        DOC,
        "docs/iosxe.md section 11.4",
        mode=_PROPOSAL,
        line="prf",
        keywords=("md5",),
        shield=True,
        words=_FORBIDDEN.format("hash algorithm"),
        upon=Upon.WEAK_HASH,
    ),
    Refusal(
        "17.11.1",
        "refuses groups 1, 2, 5 and 24",
        DOC,
        _NOTICE,
        mode=_PROPOSAL,
        line="group",
        keywords=("1", "2", "5", "24"),
        shield=True,
        words=_FORBIDDEN.format("dh-group"),
        upon=Upon.WEAK_GROUP,
    ),
    Refusal(
        "17.11.1",
        "refuses DES, 3DES, GMAC and no encryption",
        DOC,
        _NOTICE,
        mode="config",
        line="crypto ipsec transform-set",
        keywords=("esp-des", "esp-3des", "esp-gmac", "esp-null"),
        named=1,
        shield=True,
        words=_FORBIDDEN.format("encryption algorithm"),
        upon=Upon.WEAK_CIPHER,
    ),
    Refusal(
        "17.11.1",
        "refuses MD5",
        DOC,
        _NOTICE,
        mode="config",
        line="crypto ipsec transform-set",
        keywords=("esp-md5-hmac", "ah-md5-hmac"),
        named=1,
        shield=True,
        words=_FORBIDDEN.format("hash algorithm"),
        upon=Upon.WEAK_HASH,
    ),
    Refusal(
        "17.11.1",
        "refuses groups 1, 2, 5 and 24",
        DOC,
        _NOTICE,
        mode="ipsec-profile",
        line="set pfs",
        keywords=("group1", "group2", "group5", "group24"),
        shield=True,
        words=_FORBIDDEN.format("dh-group"),
        upon=Upon.WEAK_GROUP,
    ),
    Refusal(
        "",
        "has no ML-KEM yet",
        REAL,
        "docs/iosxe.md section 11.4",
        until="26.1",
        mode="ipsec-profile",
        line="set pfs",
        keywords=("pqc",),
    ),
    *(
        Refusal(
            "",
            "has no ML-DSA yet",
            REAL,
            "docs/iosxe.md section 11.4",
            until="26.2",
            mode=mode,
            line=line,
            keywords=(word,),
        )
        for mode, line, word in (
            (_PROFILE, "authentication remote", "mldsa-sig"),
            (_PROFILE, "authentication local", "mldsa-sig"),
            ("ca-trustpoint", "", "mldsakeypair"),
        )
    ),
)
RENAMINGS = tuple(
    Renaming(
        "17.15",
        "`crypto ikev2 cluster` took other words (somewhere from 17.15 to 17.18)",
        DOC,
        "docs/iosxe.md sections 11.3 and 11.4: YANG",
        mode=_CLUSTER,
        old=old,
        new=new,
    )
    for old, new in (("master", "primary"), ("slave", "secondary"))
)
