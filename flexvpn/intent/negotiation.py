"""Can a client of today agree with this headend on algorithms, and would Cisco still advise them?

From IOSXE.md section 10: clients since 4.9.00086 offer neither DES and 3DES, nor MD5, nor groups 2, 5, 14 and 24;
Cisco's page on next generation encryption says of DES, 3DES, MD5, SHA-1 and groups below 2048 bits: avoid. From 17.11.1
on a router no longer takes some of them unless its compliance shield is disabled (FN72510, IOSXE.md section 11.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.values import Release
from flexvpn.intent.problems import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.sections.headend import Headend
    from flexvpn.sections.ikev2_proposals import Ikev2Proposal

_GONE_CIPHERS = frozenset({"des", "3des"})
_GONE_GROUPS = frozenset({1, 2, 5, 14, 24})
_WEAK_HASHES = frozenset({"md5", "sha1"})
_WEAK_GROUPS = frozenset({1, 2, 5})
_WEAK_TRANSFORMS = frozenset({"esp-des", "esp-3des", "esp-md5-hmac", "esp-sha-hmac"})
_SHIELDED_CIPHERS = frozenset({"des", "3des"})
_SHIELDED_GROUPS = frozenset({1, 2, 5, 24})
_SHIELDED_TRANSFORMS = frozenset({"esp-des", "esp-3des", "esp-md5-hmac"})
_SHIELD = Release.model_validate("17.11")
_NEW_DEFAULTS = Release.model_validate("17.1")
_MODERN = "offer group 19 first and keep 14 after it where old clients are known"


def negotiation_problems(headend: Headend) -> Iterator[Problem]:
    """What a router of this release refuses, and warnings about algorithms that it takes."""
    yield from refused_by(headend.release, headend)
    if headend.ikev2_policy is None:
        yield _smart_defaults(headend)
    else:
        named = set(headend.ikev2_policy.proposals)
        proposals = [proposal for proposal in headend.ikev2_proposals if proposal.name in named]
        if proposals and not any(serves_clients_of_today(proposal) for proposal in proposals):
            yield warning(
                "ikev2_proposals",
                "no client since AnyConnect 4.9, Secure Client 5 included, can agree to any of these proposals:"
                " they no longer offer DES, 3DES, MD5 or groups 2, 5, 14 and 24",
                _MODERN,
            )
    for place, proposal in enumerate(headend.ikev2_proposals):
        weak = _weak(proposal)
        if weak:
            yield warning(
                f"ikev2_proposals.{place}",
                f"{', '.join(weak)}: Cisco's next generation encryption page says avoid",
                "SHA-256 or better, AES, groups 19 and 20",
            )
    weak_transforms = _WEAK_TRANSFORMS & {headend.ipsec.encryption, headend.ipsec.integrity or ""}
    if weak_transforms:
        yield warning(
            "ipsec",
            f"{', '.join(sorted(weak_transforms))}: Cisco's next generation encryption page says avoid",
            "esp-aes 256 with esp-sha256-hmac, as the document has it, or esp-gcm 256",
        )


def refused_by(release: Release, headend: Headend) -> Iterator[Problem]:
    """What of the intent a release no longer takes; nothing where the intent says that the shield is off there."""
    if release < _SHIELD or not headend.compliance_shield:
        return
    for place, proposal in enumerate(headend.ikev2_proposals):
        found = _shielded(proposal)
        if found:
            yield _refusal(f"ikev2_proposals.{place}", found, release)
    ipsec = headend.ipsec
    found = [word for word in (ipsec.encryption, ipsec.integrity or "") if word in _SHIELDED_TRANSFORMS]
    if found:
        yield _refusal("ipsec", found, release)


def _shielded(proposal: Ikev2Proposal) -> list[str]:
    ciphers = [cipher for cipher in proposal.encryption if cipher in _SHIELDED_CIPHERS]
    hashes = ["md5"] if "md5" in (*proposal.integrity, *proposal.prf) else []
    return [*ciphers, *hashes, *(f"group {group}" for group in proposal.groups if group in _SHIELDED_GROUPS)]


def _refusal(key: str, words: list[str], release: Release) -> Problem:
    return error(
        key,
        f"{', '.join(words)}: from 17.11.1 on a router no longer takes that by default, and this one runs {release}"
        " (FN72510)",
        "AES, SHA-256, groups 19 and 20; or `compliance_shield: false` where somebody has typed"
        " `crypto engine compliance shield disable` on the router and reloaded it",
    )


def serves_clients_of_today(proposal: Ikev2Proposal) -> bool:
    """True where at least one cipher, hash and group of the proposal is still offered by clients since 4.9."""
    hashes = proposal.integrity or proposal.prf
    return bool(
        set(proposal.encryption) - _GONE_CIPHERS
        and set(hashes) - {"md5"}
        and set(proposal.groups) - _GONE_GROUPS
    )


def _smart_defaults(headend: Headend) -> Problem:
    offered = (
        "may offer groups 19, 14 and 21" if headend.release >= _NEW_DEFAULTS else "offer groups 5 and 2 alone"
    )
    return warning(
        "ikev2_policy",
        f"left out, so IOS-XE's smart defaults count; those of {headend.release} {offered},"
        " and clients since AnyConnect 4.9 no longer take 2, 5, 14 and 24",
        f"add ikev2_proposals and ikev2_policy: {_MODERN}",
    )


def _weak(proposal: Ikev2Proposal) -> list[str]:
    ciphers = [cipher for cipher in proposal.encryption if cipher in _GONE_CIPHERS]
    hashes = [name for name in dict.fromkeys((*proposal.integrity, *proposal.prf)) if name in _WEAK_HASHES]
    groups = [f"group {group}" for group in proposal.groups if group in _WEAK_GROUPS]
    return [*ciphers, *hashes, *groups]
