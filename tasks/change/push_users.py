"""One headend's users brought into line with users.yaml, and nobody else's: one transaction, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendFailed, IntentRefused, NotFinished, PreflightRefused
from flexvpn.base.finding import getting_in
from flexvpn.checks import GATES, PROOF, Subject, commands, examine
from flexvpn.ios.usernames import user_lines
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, PutFile, RemoveFile
from flexvpn.planning.planner import build_plan
from flexvpn.planning.push import Bundle, replan
from flexvpn.planning.scope import UserScope
from flexvpn.tickets.outcome import UsersPushed
from stores.clock import now
from tasks.change.end_sessions import Ended, end_sessions
from tasks.change.push_plan import push_plan
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.base.finding import Finding
    from flexvpn.planning.plan import Plan
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from flexvpn.sections.headend import Headend
    from tasks.session.link import Link
    from tasks.session.workspace import Workspace

_GONE = "the account is gone, so nobody gets in again; a session may still be up"
_RENEWED = "the new password is proved and saved; a session that began with the old one may still be up"
_ANEW = (
    "bootflash:/headend.json could not be read and was written anew: what an older one kept for later, such as a "
    "replaced certificate, is no longer known"
)


def push_users(
    link: Link,
    workspace: Workspace,
    names: Iterable[str],
    *,
    ticket: str,
    tool_version: str,
    renewed: Iterable[str] = (),
) -> UsersPushed:
    """Give the router these users as users.yaml has them, take those away that it does not have, and prove both.

    The account goes first and its sessions after it, so that nobody slips back in. Likewise with a new password: who is
    connected of the users ``renewed`` has to log in again. What keeps all users out of this router stops no ticket, and
    is said: whoever was let in can not log in there yet.

    Raises:
        PreflightRefused: one of them is an operator's name on this router. Nothing was changed.
        IntentRefused: a user's password cannot be read.
        HeadendFailed: as `push_plan`; or a session stays up.
    """
    scope = UserScope(frozenset(names))
    headend = scope.intent(workspace.headend(link.headend))
    materials, blind = _materials(workspace, headend)
    present = headend.user_names
    # Of whoever leaves, nothing is asked but that the account is gone.
    checks = PROOF if present and not blind else ()
    before = inspect_headend(link, materials.files, also=commands(checks), whose=True)
    _no_operators(link.headend, before, scope.names)
    materials = materials.knowing(before.observation.record)

    def proof(inspection: Inspection) -> tuple[Finding, ...]:
        known = materials.knowing(inspection.observation.record)
        return examine(Subject(headend, inspection, known, now()), checks)

    bundle = Bundle(
        headend=headend,
        materials=materials,
        now=now,
        tool_version=tool_version,
        checks=proof,
        also=commands(checks),
        ticket=ticket,
        scope=scope,
    )
    gone = scope.names - present
    ends = gone | frozenset(renewed)
    try:
        outcome = push_plan(link, replan(bundle, before.observation), before, bundle)
    except NotFinished as error:
        raise error.leaving(_also_ended(link, ends) if ends else "") from error
    ended = end_sessions(link, ends, state=_left(gone, outcome.unfinished)) if ends else Ended()
    anew = (_ANEW,) if outcome.changed and before.observation.record_damaged else ()
    answer, because = getting_in(outcome.findings, GATES)
    return UsersPushed(
        changed=outcome.changed or bool(ended.sessions),
        present=tuple(sorted(present)),
        gone=tuple(sorted(gone)),
        cut=tuple(f"{one.user} from {one.peer}" for one in ended.sessions),
        elsewhere=blind or _elsewhere(build_plan(headend, bundle.materials, before.observation), scope),
        unfinished=(*outcome.unfinished, *ended.doubt(ends)),
        lost=anew,
        ticket=ticket,
        users_get_in=answer,
        because=because,
        shut=tuple(f"{one.check}: {one.evidence}" for one in outcome.findings if one.shuts),
    )


def _left(gone: frozenset[str], unfinished: Iterable[str]) -> str:
    """What a failure to end sessions leaves, in words."""
    return "; ".join(
        (_GONE if gone else _RENEWED, *(f"not finished: {text.splitlines()[0]}" for text in unfinished))
    )


def _also_ended(link: Link, ends: frozenset[str]) -> str:
    """Who has left is not connected for as long as a router cannot save that; what became of it, in words."""
    who = ", ".join(sorted(ends))
    try:
        if link.usable:
            doubt = end_sessions(link, ends).doubt(ends)
            return "; ".join(doubt) or f"nobody is connected as {who}"
    except HeadendFailed:
        pass
    return f"somebody may still be connected as {who}"


def _materials(workspace: Workspace, headend: Headend) -> tuple[Materials, tuple[str, ...]]:
    """With certificate and profile where they can be read: only to see what else differs."""
    try:
        return workspace.loader.load([headend])[headend.name].materials, ()
    except IntentRefused:
        # Whoever has to leave leaves, whatever is wrong with the certificate of the day.
        return workspace.loader.users(headend), ("not looked at: `headend validate` says why",)


def _no_operators(headend: str, inspection: Inspection, names: frozenset[str]) -> None:
    """An operator of the router is not made a VPN user by a ticket, and not removed by one.

    Raises:
        PreflightRefused: some of the names are.
    """
    # Routers do not tell case apart everywhere: `NetOps` logs in where `netops` is typed.
    lower = {name.lower() for name in names}
    found = [
        name
        for name, user in user_lines(inspection.observation.config).items()
        if name.lower() in lower and user.is_operator
    ]
    if found:
        raise PreflightRefused(
            headend,
            "preflight",
            f"on this router these are operators, not VPN users: {', '.join(found)}; nothing was changed",
            hint="give the VPN user another name, and list the operator under local_users.administrators",
        )


def _elsewhere(plan: Plan, scope: UserScope) -> tuple[str, ...]:
    """The parts of the headend beside the users that a deploy would change."""
    parts: dict[str, None] = {}
    for step in plan.steps:
        if isinstance(step, MergeConfig):
            parts |= dict.fromkeys(name for name in step.sections if name != scope.field)
        elif isinstance(step, (PutFile, RemoveFile)):
            parts[step.name] = None
        elif isinstance(step, ImportPkcs12):
            parts[f"certificate {step.trustpoint}"] = None
    return tuple(parts)
