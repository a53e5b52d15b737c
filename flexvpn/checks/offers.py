"""What the router offers to clients: something that today's clients offer too, and nothing that is legacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import series
from flexvpn.checks.check import failed, passed, warned
from flexvpn.ios.algorithms import (
    groups_offered,
    legacy,
    legacy_transforms,
    offered,
    proposal_words,
    transforms_offered,
)
from flexvpn.ios.releases import smart_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict

_GROUPS = "offer group 19 first (then 20, 21): clients since 4.9 no longer offer 2, 5, 14 and 24"
_TAKE_OUT = "take it out, or waive it until a day"
_DEPLOY = "`headend deploy` sends it"


def proposals(subject: Subject) -> Iterator[Verdict]:
    """A client of today can negotiate what the router's policy holds, and nothing of it is legacy."""
    policy = subject.headend.ikev2_policy
    default, admits = _smart_default(subject)
    if policy is None:
        step = "set ikev2_proposals and ikev2_policy; " + _GROUPS
        yield warned(f"no policy is intended: {default}", step, admits)
        return
    there = subject.block(f"crypto ikev2 policy {policy.name}")
    if there is None:
        yield failed(f"crypto ikev2 policy {policy.name} is missing: {default}", _DEPLOY, admits)
    attached = [line.split()[1] for line in (there.children if there else ()) if line.startswith("proposal ")]
    if there and (lacking := [name for name in policy.proposals if name not in attached]):
        text = f"{there.line} lacks {', '.join(f'`proposal {name}`' for name in lacking)}"
        yield failed(text, _DEPLOY, Admits.ALL)
    # What somebody added to the policy is offered as well.
    for name in dict.fromkeys((*attached, *policy.proposals)):
        yield from _wrong_with(subject, name)
    usable = [name for name in attached if not _lacks(_words(subject, name))]
    if any(offered(*_words(subject, name)) for name in usable):
        yield passed(f"a client of today can negotiate: proposals {', '.join(usable)}")
    elif usable:
        yield warned("no client of today can negotiate any of the proposals", _GROUPS, Admits.OLD)
    elif there:
        yield failed(f"{there.line} holds no proposal that is complete: {default}", _DEPLOY, admits)


def _words(subject: Subject, name: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    block = subject.block(f"crypto ikev2 proposal {name}")
    return proposal_words(block.children if block else ())


def _wrong_with(subject: Subject, name: str) -> Iterator[Verdict]:
    words = _words(subject, name)
    if subject.block(f"crypto ikev2 proposal {name}") is None:
        yield failed(f"crypto ikev2 proposal {name} is missing", _DEPLOY, Admits.ALL)
    elif lacks := _lacks(words):
        text = f"crypto ikev2 proposal {name} has no {lacks}: IOS-XE does not offer it"
        yield failed(text, _DEPLOY, Admits.ALL)
    if old := legacy(*words):
        yield failed(f"crypto ikev2 proposal {name} offers {', '.join(old)}", _TAKE_OUT, Admits.ALL)


def _smart_default(subject: Subject) -> tuple[str, Admits]:
    """What counts where no policy does, and whom that lets in."""
    release = subject.inspection.observation.release
    groups = smart_default(release)
    serves = bool(groups_offered(groups))
    text = f"the smart default of {release} offers groups {series(groups)}{'' if serves else ' only'}, as far as known"
    return text, Admits.UNSURE if serves else Admits.OLD


def _lacks(words: tuple[tuple[str, ...], ...]) -> str:
    """The first of the three that a proposal is not complete without."""
    names = ("encryption", "integrity or prf", "group")
    return next((name for name, given in zip(names, words, strict=True) if not given), "")


def transforms(subject: Subject) -> Iterator[Verdict]:
    """What the IPsec profile sets is the transform set that is meant; a client of today offers it; none is legacy."""
    ipsec = subject.headend.ipsec
    profile = subject.block(f"crypto ipsec profile {ipsec.profile}")
    lines = [line for line in (profile.children if profile else ()) if line.startswith("set transform-set ")]
    names = [name for line in lines for name in line.split()[2:]]
    if profile and ipsec.transform_set not in names:
        state = (
            f"sets {', '.join(names)}" if names else "sets no transform set, so that the smart default counts"
        )
        text = f"{profile.line} {state}; meant is {ipsec.transform_set}"
        yield failed(text, _DEPLOY, Admits.ALL if names else Admits.UNSURE)
    blocks = {
        name: next(iter(subject.config.starting(f"crypto ipsec transform-set {name} ")), None)
        for name in names or [ipsec.transform_set]
    }
    present = {name: block for name, block in blocks.items() if block is not None}
    for name in blocks.keys() - present.keys():
        yield failed(
            f"crypto ipsec transform-set {name} is missing",
            _DEPLOY,
            Admits.ALL if present or not names else None,
        )
    today = any(transforms_offered(block.line.split()[4:]) for block in present.values())
    for name, block in present.items():
        if old := legacy_transforms(block.line.split()[4:]):
            text = f"transform set {name} has {', '.join(old)}"
            yield failed(text, _TAKE_OUT, Admits.ALL if today else Admits.OLD)
        elif "mode transport" in block.children:
            text = f"{block.line} is in mode transport; clients ask for tunnels"
            yield failed(text, _DEPLOY, Admits.UNSURE)
        else:
            yield passed(block.line)
