"""The users of the router: those that are meant, none locked out, none that nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import counted
from flexvpn.checks.check import failed, passed, warned
from flexvpn.router.users import still_there, unlike_intent, user_drift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.router.users import UserDrift

_FEW = 5


def as_intended(subject: Subject) -> Iterator[Verdict]:
    """Every user of the intent is on the router, with the credential that is meant."""
    found = _drift(subject)
    for names, what in ((found.missing, "missing"), (found.changed, "changed")):
        if names:
            everybody = {*found.missing, *found.changed} >= {
                user.name for user in subject.headend.local_users.users
            }
            admits = Admits.NOBODY if everybody else Admits.SOME
            yield failed(f"{what}: {_few(names)}", "`headend deploy` puts them right", admits)
    if not (found.missing or found.changed):
        yield passed(f"{counted(len(subject.headend.local_users.users), 'user')} as intended")


def known(subject: Subject) -> Iterator[Verdict]:
    """Nobody could enter the VPN whom nobody asked for."""
    found = _drift(subject)
    if found.unknown:
        yield warned(
            f"on the router, not in the intent: {_few(found.unknown)}",
            "add them to users.yaml, remove them, or name them as administrators",
        )
    else:
        yield passed("no user but those of the intent")


def ended(subject: Subject) -> Iterator[Verdict]:
    """Nobody is on the router any more whose access has ended, or who is disabled."""
    found = still_there(subject.headend, subject.inspection.observation, subject.barred)
    if found:
        yield failed(
            f"still on the router: {_few(tuple(f'{name} ({why})' for name, why in found.items()))}",
            "`headend deploy` removes whom a push of ours put there, `no username …` at the router the others",
        )
    else:
        yield passed("nobody is there whose access has ended")


def _drift(subject: Subject) -> UserDrift:
    headend, observation = subject.headend, subject.inspection.observation
    unlike = unlike_intent(headend, subject.materials.credentials, observation)
    return user_drift(unlike, headend, observation, barred=subject.barred)


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more} more" if more > 0 else "")
