"""Is this router fit for this push? Every reason at once, each with what mends it (DESIGN.md section 4.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flexvpn.base.values import PROFILE_ON_ROUTER
from flexvpn.intent.negotiation import refused_by
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, PutFile
from flexvpn.planning.removal_limit import names_of, too_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.archive import RollbackTimer
    from flexvpn.facts.clock import Clock
    from flexvpn.planning.plan import Plan
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend
    from flexvpn.sections.section import Section

_MARGIN = 10
_PKCS12 = 20_000
_SCP: Final = "ip scp server enable"
_MADE_BY_US = ("Loopback", "Virtual-Template")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason not to push.

    Attributes:
        what: what is wrong, as an operator would say it.
        mend: what to do about it.
        lines: configuration lines that mend it, which ``doctor --prepare`` sends once agreed; none where a person must.
        busy: True where waiting mends it.
    """

    what: str
    mend: str
    lines: tuple[str, ...] = ()
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What preflight looks at.

    Attributes:
        headend: the intent.
        plan: what would be pushed.
        observation: what the router holds.
        username: of our own log-in.
        clock: the router's; None where it was not asked.
        timer: a commit that waits for its confirmation.
        identities: the certificates that the plan imports, by trustpoint.
        now: our own clock, for the certificate where the router's zone has no known offset.
        max_delete: so many removals of users are agreed to; None for what needs no agreement.
    """

    headend: Headend
    plan: Plan
    observation: Observation
    username: str
    now: datetime
    clock: Clock | None = None
    timer: RollbackTimer | None = None
    identities: Mapping[str, Identity] | None = None
    max_delete: int | None = None


def reasons(situation: Situation) -> tuple[Reason, ...]:
    """Every reason not to push; none where the router is fit."""
    return tuple(reason for look in _LOOKS for reason in look(situation))


def prepare_lines(found: Iterable[Reason]) -> tuple[str, ...]:
    """What ``doctor --prepare`` sends, each line once."""
    return tuple(line for reason in dict.fromkeys(found) for line in reason.lines)


def waiting_commit(timer: RollbackTimer | None) -> Reason | None:
    """Somebody's commit that the router undoes by itself unless it is confirmed; None where there is none."""
    if timer is None or not timer.pending:
        return None
    whose = f"user {timer.user}" if timer.user else "somebody"
    return Reason(
        f"{whose} has a commit that waits for its confirmation (revert timer {timer.value})",
        "wait until it is over, or end it there: `configure confirm` keeps it, `configure revert now` undoes it",
        busy=True,
    )


def _release(situation: Situation) -> Iterator[Reason]:
    runs, declared = situation.observation.release, situation.headend.release
    if (runs >= PROFILE_ON_ROUTER) != (declared >= PROFILE_ON_ROUTER):
        yield Reason(
            f"it runs {runs}, the inventory says {declared}, and only from {PROFILE_ON_ROUTER} on does a router hold "
            "the client profile",
            f"set `release: {runs}` for this host, or install another release",
        )


def _algorithms(situation: Situation) -> Iterator[Reason]:
    """The inventory's release may be behind the router's; a push that sends no algorithms is not kept from it."""
    touched = situation.plan.sections
    for problem in refused_by(situation.observation.release, situation.headend):
        if problem.key.split(".")[0] in touched:
            yield Reason(problem.what, problem.hint)


def _scp_server(situation: Situation) -> Iterator[Reason]:
    if _SCP not in situation.observation.config:
        yield Reason("its SCP server is off: no file can be sent", f"`{_SCP}`", (_SCP,))


def _archive(situation: Situation) -> Iterator[Reason]:
    config = situation.observation.config
    block = config.block("archive")
    children = block.children if block else ()
    if not any(child.startswith("path ") for child in children):
        path = situation.headend.administration.archive_path or "bootflash:archive-"
        lines = ("archive", f" path {path}")
        yield Reason("it has no archive path: there is no revert timer without", "; ".join(lines), lines)
    words = [child.strip() for child in children]
    if "logging enable" in words and "hidekeys" not in words:
        yield Reason(
            "it logs configuration commands with the passwords in them (`archive`, `log config`)",
            "`hidekeys` there keeps passwords out of that log",
            ("archive", " log config", "  hidekeys"),
        )


def _space(situation: Situation) -> Iterator[Reason]:
    need = 0
    for step in situation.plan.steps:
        if isinstance(step, PutFile):
            need += step.size
        elif isinstance(step, ImportPkcs12):
            need += _PKCS12
        elif isinstance(step, MergeConfig):
            # The candidate, and the backup that the revert timer makes of the running configuration.
            need += sum(len(line) + 1 for line in step.lines) + len(situation.observation.config.text())
    need += -(-need // _MARGIN)
    free = situation.observation.free_bytes
    if need > free:
        yield Reason(
            f"bootflash has {free:,} bytes free, the push needs {need:,} with a tenth to spare",
            "`dir bootflash:`, then delete what is not needed",
        )


def _pending(situation: Situation) -> Iterator[Reason]:
    found = waiting_commit(situation.timer)
    if found:
        yield found


def _certificate(situation: Situation) -> Iterator[Reason]:
    clock = situation.clock
    shown = clock.now if clock is not None else situation.now
    # A zone of which only the name is known: at most a day apart from UTC.
    slack = timedelta(0) if shown.utcoffset() is not None else timedelta(days=1)
    now = shown if shown.utcoffset() is not None else shown.replace(tzinfo=situation.now.tzinfo)
    wanted = {step.trustpoint for step in situation.plan.steps if isinstance(step, ImportPkcs12)}
    for name, identity in (situation.identities or {}).items():
        leaf = identity.certificate
        if name in wanted and identity.key is None:
            yield Reason(
                f"the certificate for {name} has its key on the router, and is not installed there",
                "`headend certificate install`",
            )
        if now + slack < leaf.not_valid_before_utc:
            what = f"by its clock ({shown:%Y-%m-%d %H:%M}) the certificate for {name} is not valid yet"
        elif now - slack > leaf.not_valid_after_utc:
            what = f"by its clock ({shown:%Y-%m-%d %H:%M}) the certificate for {name} is no longer valid"
        else:
            continue
        yield Reason(what, "set the clock (`ntp server …`), or have the certificate renewed")


def _interfaces(situation: Situation) -> Iterator[Reason]:
    config = situation.observation.config
    named = {
        line.removeprefix("interface ").split()[0]
        for line in situation.plan.lines
        if line.startswith("interface ")
    }
    for _, section in situation.headend.sections():
        named |= section.interfaces()
    for name in sorted(named):
        if not name.startswith(_MADE_BY_US) and f"interface {name}" not in config:
            there = ", ".join(
                block.line.removeprefix("interface ") for block in config.starting("interface ")
            )
            yield Reason(
                f"it has no interface {name}, which the intent names", f"its interfaces are: {there}"
            )


def _obstacles(situation: Situation) -> Iterator[Reason]:
    """What of the router's the sections themselves say that they cannot stand beside."""
    running, sent = situation.observation.config, frozenset(situation.plan.lines)
    items: dict[type[Section], list[Section]] = {}
    for _, section in situation.headend.sections():
        items.setdefault(type(section), []).append(section)
    for kind, theirs in items.items():
        yield from (
            Reason(obstacle.what, obstacle.mend) for obstacle in kind.obstacles(theirs, running, sent)
        )


def _own_account(situation: Situation) -> Iterator[Reason]:
    """After the push our own account has to land at privilege 15, or nobody can mend it from here."""
    there = tuple(block.line for block in situation.observation.config)
    for _, section in situation.headend.section_types():
        for guard in section.guards:
            here = () if guard.sent else there
            if _has((*here, *situation.plan.lines), guard.line, situation.username) and not _has(
                (*there, *situation.plan.lines), guard.needs, situation.username
            ):
                why, mend = (text.replace("{me}", situation.username) for text in (guard.why, guard.mend))
                yield Reason(why, mend, guard.lines if _has(there, guard.line, situation.username) else ())


def _removals(situation: Situation) -> Iterator[Reason]:
    """Who empties users.yaml by mistake finds everybody still there."""
    plan = situation.plan
    if many := too_many(plan, situation.headend, situation.observation, situation.max_delete):
        yield Reason(
            f"{many}: {names_of(plan)}",
            f"look at users.yaml; if all of them are meant to go: `--max-delete {len(plan.removed_users)}`",
        )


def _has(lines: Iterable[str], pattern: str, me: str) -> bool:
    expected = re.compile(pattern.replace("{me}", re.escape(me)))
    return bool(pattern) and any(expected.fullmatch(line) for line in lines)


_LOOKS = (
    _pending,
    _release,
    _algorithms,
    _scp_server,
    _archive,
    _space,
    _certificate,
    _interfaces,
    _obstacles,
    _own_account,
    _removals,
)
