"""Can a client of today agree with this headend on algorithms, would Cisco advise them, does its release take them?

From docs/iosxe.md section 10: clients since 4.9.00086 offer neither DES and 3DES, nor MD5, nor groups 2, 5, 14 and 24;
Cisco's page on next generation encryption says of DES, 3DES, MD5, SHA-1 and groups below 2048 bits: avoid. What a
release no longer takes unless its compliance shield is disabled stands in `flexvpn.ios.releases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.plurals import series
from flexvpn.intent.problems import Problem, error, warning
from flexvpn.ios.algorithms import groups_offered, legacy, legacy_transforms, offered
from flexvpn.ios.releases import OLD_PROPOSALS, SHIELD_DISABLED, refused_by, smart_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.base.values import Release
    from flexvpn.sections.headend import Headend
    from flexvpn.sections.ikev2_proposals import Ikev2Proposal

_MODERN = "offer group 19 first and keep 14 after it where old clients are known"
_NEW_ALGORITHMS = "AES, SHA-256, groups 19 and 20"


def negotiation_problems(headend: Headend) -> Iterator[Problem]:
    """What a router of this release refuses, and warnings about algorithms that it takes."""
    for key, words in refused_algorithms(headend, headend.release, shield=headend.compliance_shield):
        yield refusal(key, words, headend.release)
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
        weak = legacy(proposal.encryption, (*proposal.integrity, *proposal.prf), map(str, proposal.groups))
        if weak:
            yield warning(
                f"ikev2_proposals.{place}",
                f"{', '.join(weak)}: Cisco's next generation encryption page says avoid",
                "SHA-256 or better, AES, groups 19 and 20",
            )
    weak_transforms = legacy_transforms((headend.ipsec.encryption, headend.ipsec.integrity or ""))
    if weak_transforms:
        yield warning(
            "ipsec",
            f"{', '.join(sorted(weak_transforms))}: Cisco's next generation encryption page says avoid",
            "esp-aes 256 with esp-sha256-hmac, as the document has it, or esp-gcm 256",
        )


def refused_algorithms(
    headend: Headend, release: Release, *, shield: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What of the intent a release no longer takes: the place in the headend's data, and the words there.

    Args:
        headend: the intent.
        release: which the router runs, or will run.
        shield: False where the router's compliance shield is disabled, or said to be.
    """
    for place, proposal in enumerate(headend.ikev2_proposals):
        hashes = dict.fromkeys((*proposal.integrity, *proposal.prf))
        groups = (f"group {group}" for group in proposal.groups)
        if words := refused_by(release, (*proposal.encryption, *hashes, *groups), shield=shield):
            yield f"ikev2_proposals.{place}", words
    transforms = (headend.ipsec.encryption, headend.ipsec.integrity or "")
    if words := refused_by(release, transforms, shield=shield):
        yield "ipsec", words


def refusal(key: str, words: tuple[str, ...], release: Release, *, lacks_line: bool = False) -> Problem:
    """That a router of this release does not take these words.

    Args:
        key: the place in the headend's data.
        words: what is refused there.
        release: which the router runs, or will run.
        lacks_line: the intent says that the shield is disabled, and the router's running-config does not.
    """
    if lacks_line:
        return error(
            key,
            f"{', '.join(words)}: {release} takes that only with its compliance shield disabled"
            f" ({OLD_PROPOSALS.source}); the intent says `compliance_shield: false`, and running-config has no"
            f" `{SHIELD_DISABLED}`",
            f"type `{SHIELD_DISABLED}` on the router, save and reload it: the line has no effect before; or"
            f" {_NEW_ALGORITHMS}",
        )
    return error(
        key,
        f"{', '.join(words)}: from {OLD_PROPOSALS.since} on a router no longer takes that by default, and this one"
        f" runs {release} ({OLD_PROPOSALS.source})",
        f"{_NEW_ALGORITHMS}; or `compliance_shield: false` where somebody has typed `{SHIELD_DISABLED}` on the router"
        " and reloaded it",
    )


def serves_clients_of_today(proposal: Ikev2Proposal) -> bool:
    """True where at least one cipher, hash and group of the proposal is still offered by clients since 4.9."""
    return offered(proposal.encryption, proposal.integrity or proposal.prf, map(str, proposal.groups))


def _smart_defaults(headend: Headend) -> Problem:
    groups = smart_default(headend.release)
    offer = (
        f"may offer groups {series(groups)}"
        if groups_offered(groups)
        else f"offer groups {series(groups)} alone"
    )
    return warning(
        "ikev2_policy",
        f"left out, so IOS-XE's smart defaults count; those of {headend.release} {offer},"
        " and clients since AnyConnect 4.9 no longer take 2, 5, 14 and 24",
        f"add ikev2_proposals and ikev2_policy: {_MODERN}",
    )
