"""IKE_SA_INIT: what the client offers, what the router proposes, and what they agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.release_rules import forbidden
from lab.releases import NEW_SMART_DEFAULT, OLD_SMART_DEFAULT

if TYPE_CHECKING:
    from lab.router import Router
    from lab.tree import Node

GROUP_NAMES = {
    1: "DH_GROUP_768_MODP/Group 1",
    2: "DH_GROUP_1024_MODP/Group 2",
    5: "DH_GROUP_1536_MODP/Group 5",
    14: "DH_GROUP_2048_MODP/Group 14",
    15: "DH_GROUP_3072_MODP/Group 15",
    16: "DH_GROUP_4096_MODP/Group 16",
    19: "DH_GROUP_256_ECP/Group 19",
    20: "DH_GROUP_384_ECP/Group 20",
    21: "DH_GROUP_521_ECP/Group 21",
    24: "DH_GROUP_2048_256_MODP/Group 24",
}
INTEGRITY_NAMES = {
    "md5": "MD596",
    "sha1": "SHA96",
    "sha256": "SHA256",
    "sha384": "SHA384",
    "sha512": "SHA512",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Algorithms in order of preference; `name` is the router's, empty for a client's."""

    name: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    groups: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """IOS-XE uses a proposal only if it is whole (its own words on entering one)."""
        gcm = [e for e in self.encryption if e.startswith("aes-gcm")]
        if not self.encryption or not self.groups:
            return False
        return bool(self.prf) if gcm else bool(self.integrity)


@dataclass(frozen=True, slots=True)
class Suite:
    """What was agreed."""

    encryption: str
    integrity: str | None
    prf: str
    group: int

    @property
    def cipher(self) -> str:
        """`AES-CBC` or `AES-GCM`."""
        return "-".join(self.encryption.upper().split("-")[:2])

    @property
    def key_size(self) -> str:
        """`256`."""
        return self.encryption.rpartition("-")[2]

    @property
    def hash_name(self) -> str:
        """The `Hash:` of `show crypto ikev2 sa`."""
        return INTEGRITY_NAMES[self.integrity] if self.integrity else "None"


_STRONG = ("sha512", "sha384", "sha256", "sha1")
MODERN = Proposal(
    "",
    ("aes-gcm-256", "aes-cbc-256", "aes-cbc-192", "aes-gcm-128", "aes-cbc-128"),
    _STRONG,
    _STRONG,
    (19, 20, 21, 16, 15),
)
OLD = Proposal(
    "",
    (*MODERN.encryption, "3des", "des"),
    (*_STRONG, "md5"),
    (*_STRONG, "md5"),
    (19, 20, 21, 24, 14, 5, 2),
)
_LOST_OLD_GROUPS = (4, 9)


def client_offer(version: str) -> Proposal:
    """What this client sends: 4.9 dropped DES, MD5 and groups 2, 5, 14, 24 (docs/iosxe.md section 10).

    Raises:
        ValueError: not a version.
    """
    numbers = tuple(int(part) for part in version.split(".")[:2])
    return OLD if numbers < _LOST_OLD_GROUPS else MODERN


def smart_default(router: Router) -> Proposal:
    """The hidden proposal `default` of this release (docs/iosxe.md section 10)."""
    default = NEW_SMART_DEFAULT if router.quirks.smart_default_modern else OLD_SMART_DEFAULT
    proposal = Proposal("default", default.encryption, default.hashes, default.hashes, default.groups)
    trimmed = allowed(router, proposal)
    return trimmed if router.quirks.smart_default_without_weak and trimmed.complete else proposal


def allowed(router: Router, proposal: Proposal) -> Proposal:
    """A proposal without what the compliance shield forbids: such algorithms may have come with startup-config."""

    def strong(line: str, words: tuple[str, ...]) -> tuple[str, ...]:
        barred = forbidden(router, "config-ikev2-proposal", line)
        return tuple(word for word in words if word not in barred)

    groups = strong("group", tuple(str(group) for group in proposal.groups))
    return Proposal(
        proposal.name,
        strong("encryption", proposal.encryption),
        strong("integrity", proposal.integrity),
        strong("prf", proposal.prf),
        tuple(int(group) for group in groups),
    )


def configured_proposals(router: Router) -> tuple[Proposal, ...]:
    """Every `crypto ikev2 proposal` of running-config."""
    nodes = router.running.find("crypto ikev2 proposal")
    return tuple(_proposal(node) for node in nodes if len(node.text.split()) > 3)


def offered_by(router: Router) -> tuple[Proposal, ...]:
    """Proposals of the policies in force, in order: a policy of our own shadows the smart default."""
    known = {proposal.name: allowed(router, proposal) for proposal in configured_proposals(router)}
    known.setdefault("default", smart_default(router))
    chosen: list[Proposal] = []
    for policy in router.running.find("crypto ikev2 policy"):
        names = [c.text.split()[1] for c in policy.find("proposal")]
        chosen += [known[n] for n in names if n in known and known[n].complete]
    if chosen:
        return tuple(chosen)
    without = router.running.has("no crypto ikev2 policy default")
    return () if without or router.running.has("no crypto ikev2 proposal default") else (known["default"],)


def negotiate(proposals: tuple[Proposal, ...], offer: Proposal) -> Suite | None:
    """The first of the router's algorithms that the client offers too, of each kind, in one proposal."""
    for proposal in proposals:
        encryption = _first(proposal.encryption, offer.encryption)
        prf = _first(proposal.prf or proposal.integrity, offer.prf)
        group = next((g for g in proposal.groups if g in offer.groups), None)
        if encryption is None or prf is None or group is None:
            continue
        if encryption.startswith("aes-gcm"):
            return Suite(encryption, None, prf, group)
        integrity = _first(proposal.integrity, offer.integrity)
        if integrity is not None:
            return Suite(encryption, integrity, prf, group)
    return None


def _first(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str | None:
    return next((name for name in ours if name in theirs), None)


def _proposal(node: Node) -> Proposal:
    def words(prefix: str) -> tuple[str, ...]:
        return tuple(word for child in node.find(prefix) for word in child.text.split()[1:])

    groups = tuple(int(word) for word in words("group") if word.isdigit())
    return Proposal(node.text.split()[3], words("encryption"), words("integrity"), words("prf"), groups)
