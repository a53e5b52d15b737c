"""How a router differs from its intent: each difference once, where it belongs."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.credentials import legible
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.drift import differences
from flexvpn.drift.lost_lines import lost_lines
from flexvpn.drift.waived import WaivedDifferences
from flexvpn.ios.change import walk
from flexvpn.ios.files import on_flash
from flexvpn.ios.line import path_of
from flexvpn.ios.method_lists import authenticates
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
from flexvpn.sections.local_users import user_line, user_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from flexvpn.planning.plan import Plan
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
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
        waived: differences that are waived for now; they do not count.
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
        """True where anything differs that nobody has waived."""
        return any(True for _ in self.differences())

    def differences(self) -> Iterator[tuple[str, str]]:
        """Every difference as its kind and one line of text, each once; lines of a section count as one each."""
        for part in self.sections:
            yield from ((part.section, legible(line)) for line in differences.told(part.changes))
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
        texts = "\n".join(f"{kind}: {text}" for kind, text in self.differences())
        return sha256(texts.encode()).hexdigest()[:16] if texts else ""


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
    plan = build_plan(headend, materials, observation)
    changes, waived_lines = waive(differences.sections(plan), waivers)
    waived = WaivedDifferences(waivers)
    users = user_drift((user_of(change.line) for change in plan.changes), headend, observation, us, barred)
    state = condition(headend, inspection, now)
    unsaved_lines = unsaved(inspection, claims(headend, observation), headend.secret_lines())
    left = tuple(file for file in leftovers(observation, materials.files) if file.name)
    connected = tuple(uninvited(headend, observation.sessions, barred, ending=plan.ends, us=us))
    by_server = _known_to_a_server(plan, connected, barred)
    drift = Drift(
        headend=headend.name,
        sections=changes,
        files=waived.counting(differences.files(plan)),
        certificates=waived.counting((*differences.certificates(plan), *differences.ending(headend, state))),
        users=UserDrift(
            missing=waived.users(users.missing),
            changed=waived.users(users.changed),
            unknown=waived.users(users.unknown),
            barred={name: users.barred[name] for name in waived.users(users.barred)},
        ),
        intruders=tuple(
            conflict
            for conflict in intruders(headend, observation.config)
            if not waived.waives(conflict.line, conflict.line)
        ),
        sessions=tuple(
            person
            for person in connected
            if person not in by_server
            and not waived.waives(user_line(person.user), f"{person.user} is connected {person.why}")
        ),
        unsaved=waived.counting(lost_lines(unsaved_lines.ours, plan)),
        held=plan.held,
        replaced=plan.replaced,
        waived=(*waived_lines, *waived.waived),
        changed_last=observation.changed_last,
        condition=state,
        fixable=bool(spare(plan, waivers)) or bool(left),
    )
    texts = _texts(drift)
    others = [line for line in unsaved_lines.others if not (texts and line.path[-1].startswith(texts))]
    notes = (
        *plan.notes,
        *(f"left over, and a push removes it: {on_flash(file.name)}: {file.what}" for file in left),
        *_notes(headend, now, len(others), unsaved_lines.note),
        *doubt(nameless(observation.sessions)),
        *_by_server(len(by_server)),
    )
    return drift.model_copy(update={"notes": notes, "typed": typed(inspection, texts)})


def _known_to_a_server(
    plan: Plan, connected: Iterable[Uninvited], barred: Mapping[str, str]
) -> tuple[Uninvited, ...]:
    """Whom a server may know, where a list that is left alone asks one: they are no difference, unless they leave."""
    if not any(authenticates(line.line) for line in plan.held):
        return ()
    gone = {name.lower() for name in barred}
    return tuple(person for person in connected if not person.ends and person.user.lower() not in gone)


def _by_server(people: int) -> Iterator[str]:
    if people:
        yield f"{counted(people, 'user')} connected and not in users.yaml: the server that a list asks may know them"


def _notes(headend: Headend, now: datetime, others: int, note: str) -> Iterator[str]:
    if others:
        yield f"{counted(others, 'unsaved line')} that {'is' if others == 1 else 'are'} not ours"
    if note:
        yield note
    for line, waiver in lapsed(headend.expectations.waivers, now.date()).items():
        yield f"the waiver for `{line}` ended on {waiver.until.isoformat()}: it counts again"


def _texts(drift: Drift) -> tuple[str, ...]:
    """What somebody may have typed to make these differences."""
    users = (*drift.users.missing, *drift.users.changed, *drift.users.unknown, *drift.users.barred)
    return (
        *(change.line for part in drift.sections for _, change in walk(part.changes)),
        *map(user_line, users),
        *(conflict.line for conflict in drift.intruders),
        *(path_of(text)[-1].removeprefix("+ ").removeprefix("- ") for text in drift.unsaved),
    )
