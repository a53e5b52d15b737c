"""How a router differs from its intent: each difference once, where it belongs."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.drift import differences
from flexvpn.ios.change import walk
from flexvpn.ios.files import on_flash
from flexvpn.ios.line import bare, begins, shown
from flexvpn.ios.usernames import user_of
from flexvpn.planning.plan import ImportPkcs12, Plan
from flexvpn.planning.planner import build_plan
from flexvpn.planning.section_changes import DifferingPart, Replaced
from flexvpn.planning.waivers import Waived, held, lapsed, spare, waive
from flexvpn.router.authorship import typed
from flexvpn.router.condition import Condition, condition
from flexvpn.router.conflicts import Intruder, intruders
from flexvpn.router.held import Held
from flexvpn.router.leavers import Uninvited, doubt, nameless, uninvited
from flexvpn.router.leftovers import leftovers
from flexvpn.router.ownership import claims
from flexvpn.router.unsaved import unsaved
from flexvpn.router.users import NOBODY, UserDrift, user_drift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from flexvpn.ios import contextual
    from flexvpn.ios.change import Change
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from flexvpn.sections.expectations import Waiver
    from flexvpn.sections.headend import Headend


class Drift(BaseModel):
    """All differences of one headend.

    Attributes:
        headend: its name.
        sections: lines to send to put it right, by section; secrets as placeholders. Users are not among them.
        files: files on bootflash that are missing, differ, or should be gone.
        certificates: certificates that are missing, another than the PKCS12's, about to end, or left over.
        users: see `UserDrift`.
        intruders: what is not ours and breaks us; only reported.
        sessions: people who are connected and are not in the intent.
        unsaved: lines of ours that the next reload would lose, or bring back.
        held: lines of the router that are left alone although the intent says otherwise, or does not know them; they
            do not count, for no push changes them.
        replaced: lines of the router that those of ``sections`` take the place of.
        waived: differences that are borne for now; they do not count.
        changed_last: who changed the configuration last, and when, as the router tells it.
        typed: the commands that made the differences, where the router logs commands.
        notes: what a person should know beside it.
        condition: see `Condition`.
        fixable: a push would put something of it right, or remove what an earlier one has left.
        fixed: what this run has put right; it is not among the differences any more.
        shut: checks that failed when that was pushed, each with its evidence, for which users do not get in.
    """

    model_config = FROZEN

    headend: str
    sections: tuple[DifferingPart, ...] = ()
    files: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    users: UserDrift = UserDrift()
    intruders: tuple[Intruder, ...] = ()
    sessions: tuple[Uninvited, ...] = ()
    unsaved: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    waived: tuple[Waived, ...] = ()
    changed_last: str = ""
    typed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    condition: Condition = Condition()
    fixable: bool = False
    fixed: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True where anything differs that nobody has agreed to bear."""
        return any(True for _ in self.differences())

    def differences(self) -> Iterator[tuple[str, str]]:
        """Every difference as its kind and one line of text, each once; lines of a section count as one each."""
        for part in self.sections:
            yield from ((part.section, line) for line in _told(part.changes))
        yield from (("file", text) for text in self.files)
        yield from (("certificate", text) for text in self.certificates)
        yield from (("user", f"{name} is missing") for name in self.users.missing)
        yield from (("user", f"{name} differs") for name in self.users.changed)
        yield from (("user", f"{name} is unknown") for name in self.users.unknown)
        yield from (
            ("user", f"{name} is still on the router though {why}") for name, why in self.users.barred.items()
        )
        yield from (("intruder", one.line) for one in self.intruders)
        yield from (("session", f"{one.user} is connected {one.why}") for one in self.sessions)
        yield from (("unsaved", text) for text in self.unsaved)
        theirs = tuple(one.line for one in self.intruders)
        yield from (("log-in", text) for text in self.shut if not any(line in text for line in theirs))

    def digest(self) -> str:
        """What two runs with the same differences have in common; empty where there are none."""
        found = "\n".join(f"{kind}: {text}" for kind, text in self.differences())
        return sha256(found.encode()).hexdigest()[:16] if found else ""


def find_drift(
    headend: Headend,
    materials: Materials,
    inspection: Inspection,
    now: datetime,
    *,
    us: str = "",
    barred: Mapping[str, str] = NOBODY,
) -> Drift:
    """Compare one router with its intent; the same comparison that a plan is made of.

    Args:
        headend: the intent.
        materials: what belongs to it.
        inspection: one look at the router.
        now: the present.
        us: our own log-in's user name, who is nobody's VPN user.
        barred: whom users.yaml names and who may not connect today, each with the reason.
    """
    observation = inspection.observation
    waivers = held(headend.expectations.waivers, now.date())
    bearing = _Bearing(waivers)
    plan = build_plan(headend, materials, observation)
    lines, waived = waive(differences.sections(plan), waivers)
    who = user_drift((user_of(change.line) for change in plan.changes), headend, observation, us, barred)
    state = condition(headend, inspection, now)
    kept = unsaved(inspection, claims(headend, observation))
    named = frozenset(_settings(plan))
    whole = {one.path[0] for one in kept.ours if len(one.path) == 1 and _setting_of(one) in named}
    replaced = _replaced(plan) | whole
    lost = (
        (one.path[-1], str(one))
        for one in kept.ours
        if one.path[0] not in replaced and _setting_of(one) not in named
    )
    left = tuple(one for one in leftovers(observation, materials.files) if one.name)
    strangers = tuple(uninvited(headend, observation.sessions, barred, ending=plan.ends, us=us))
    # Where a list that is left alone asks a server, people whom that server knows are no difference.
    asks_server = any("aaa authentication " in one.line for one in plan.held)
    leaving = {name.lower() for name in barred} | {one.user.lower() for one in strangers if one.ends}
    known = tuple(one for one in strangers if asks_server and one.user.lower() not in leaving)
    found = Drift(
        headend=headend.name,
        sections=lines,
        files=bearing.left(differences.files(plan)),
        certificates=bearing.left((*differences.certificates(plan), *differences.ending(headend, state))),
        users=UserDrift(
            missing=bearing.users(who.missing),
            changed=bearing.users(who.changed),
            unknown=bearing.users(who.unknown),
            barred={name: who.barred[name] for name in bearing.users(who.barred)},
        ),
        intruders=tuple(
            one for one in intruders(headend, observation.config) if not bearing.bears(one.line, one.line)
        ),
        sessions=tuple(
            one
            for one in strangers
            if one not in known
            and not bearing.bears(f"username {one.user}", f"{one.user} is connected {one.why}")
        ),
        unsaved=bearing.left(lost),
        held=plan.held,
        replaced=plan.replaced,
        waived=(*waived, *bearing.borne),
        changed_last=observation.changed_last,
        condition=state,
        fixable=bool(spare(plan, waivers)) or bool(left),
    )
    texts = _texts(found)
    others = sum(not one.path[-1].startswith(texts) for one in kept.others) if texts else len(kept.others)
    stray = (f"left over, and a push removes it: {on_flash(one.name)}: {one.what}" for one in left)
    unsaid = nameless(observation.sessions)
    notes = (
        *plan.notes,
        *stray,
        *_notes(headend, now, others, kept.note),
        *doubt(unsaid),
        *_by_server(len(known)),
    )
    return found.model_copy(update={"notes": notes, "typed": typed(inspection, texts)})


def _by_server(people: int) -> Iterator[str]:
    if people:
        yield f"{counted(people, 'user')} connected and not in users.yaml: the server that a list asks may know them"


class _Bearing:
    """Sorts differences into those that count and those that are borne."""

    def __init__(self, waivers: Mapping[str, Waiver]) -> None:
        self._waivers = waivers
        self.borne: list[Waived] = []

    def bears(self, key: str, text: str) -> bool:
        """True where a waiver names ``key``; then the difference is noted as borne."""
        waiver = self._waivers.get(key)
        if waiver is not None:
            self.borne.append(Waived.of(text, waiver))
        return waiver is not None

    def left(self, keyed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """The texts that nobody bears."""
        return tuple(text for key, text in keyed if not self.bears(key, text))

    def users(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that nobody bears; a waiver says ``username NAME``."""
        return tuple(name for name in names if not self.bears(f"username {name}", f"username {name}"))


def _replaced(plan: Plan) -> frozenset[str]:
    """Blocks that go as a whole, to come back or not."""
    imports = (step.trustpoint for step in plan.steps if isinstance(step, ImportPkcs12))
    return frozenset(
        {line for change in plan.changes for line in change.removes}
        | {f"crypto pki trustpoint {name}" for name in imports}
    )


def _settings(plan: Plan) -> Iterator[tuple[str, ...]]:
    """What differs from the intent: where such a line is not saved, it is not the saving that is wrong with it."""
    for path, change in walk(plan.changes):
        yield _setting(change.line, *path[:1])


def _setting_of(difference: contextual.Change) -> tuple[str, ...]:
    *parents, line = difference.path
    return _setting(line, *parents[:1])


def _setting(line: str, parent: str = "") -> tuple[str, ...]:
    """What a line sets, whatever to: its first words; of a user, the name."""
    words = bare(line.strip()).split()
    if words[:1] == ["username"]:
        return ("", *words[:2])
    return (parent, *words[: 1 if parent else 3])


def _notes(headend: Headend, now: datetime, others: int, note: str) -> Iterator[str]:
    if others:
        yield f"{counted(others, 'unsaved line')} that {'is' if others == 1 else 'are'} not ours"
    if note:
        yield note
    for line, waiver in lapsed(headend.expectations.waivers, now.date()).items():
        yield f"the waiver for `{line}` ended on {waiver.until.isoformat()}: it counts again"


def _texts(found: Drift) -> tuple[str, ...]:
    """What somebody may have typed to make these differences."""
    users = (*found.users.missing, *found.users.changed, *found.users.unknown, *found.users.barred)
    return (
        *(change.line for part in found.sections for _, change in walk(part.changes)),
        *(f"username {name}" for name in users),
        *(one.line for one in found.intruders),
        *(text.rpartition(" / ")[2].removeprefix("+ ").removeprefix("- ") for text in found.unsaved),
    )


def _told(changes: tuple[Change, ...]) -> Iterator[str]:
    """The lines with their parents; what goes to come back otherwise (a list, a pool) is told by what it then holds."""
    come = tuple(change.line for change in changes if not change.takes_away)
    for change in changes:
        if change.takes_away and any(begins(line, change.takes_away) for line in come):
            continue
        if not change.below:
            yield change.line
        yield from (shown((change.line, setting.line)) for _, setting in walk(change.below))
