"""``headend certificate rotate``: plan, show, ask, move over, prove; and clear away the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.certificate.named_file import file_named
from commands.declaration import command
from commands.options import Confirm, Ticket, Yes
from commands.plan import plans_text
from flexvpn.base.errors import OptionsRefused, PlanStale
from flexvpn.base.finding import Finding, GetIn, getting_in, kept_out
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.secrets import NotAReference, SecretRef
from flexvpn.base.values import FROZEN
from flexvpn.checks import GATES, PROOF, Subject, commands, examine
from flexvpn.planning.push import Bundle
from flexvpn.report.findings_text import failures_text
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.results import PlanResult
from stores.clock import now
from stores.lock import hold
from tasks.session.run import tool_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flexvpn.planning.plan import Plan
    from flexvpn.planning.rotation import Rotated
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from flexvpn.sections.headend import Headend
    from stores.materials import Loaded
    from tasks.session.link import Link
    from tasks.session.run import Run

NewFile = Annotated[Path | None, typer.Option("--pkcs12", help="Instead of the inventory's file.")]
NewPassphrase = Annotated[str, typer.Option("--passphrase", help="Its reference, if not the inventory's.")]
Keep = Annotated[
    int | None,
    typer.Option(min=0, max=3650, metavar="DAYS", help="How long the old one stays at most; usually 14."),
]
Back = Annotated[bool, typer.Option("--back", help="To the one of before, which needs no file.")]


@dataclass(frozen=True, slots=True)
class Choices:
    """How to rotate.

    Attributes:
        pkcs12: the new certificate; None for the inventory's.
        passphrase: its reference; empty for the inventory's.
        keep: days for which the old one stays at most; None for the usual ones.
        back: to the certificate of before.
        confirm: minutes after which a router goes back by itself.
        ticket: for the routers' records.
    """

    pkcs12: Path | None = None
    passphrase: str = ""
    keep: int | None = None
    back: bool = False
    confirm: int = 10
    ticket: str = ""


class Kept(BaseModel):
    """A certificate that was replaced, and until when it stays."""

    model_config = FROZEN

    trustpoint: str
    until: datetime


class Rotation(BaseModel):
    """A rotation that stands. ``before`` and ``live`` are labels of trustpoints.

    Attributes:
        cut: sessions of who has left, which the push ended; they are not among those that are lost.
        users_get_in: what `verify` would say; where it is "no", the rotation is not proved.
        because: the checks for which it is not "yes".
    """

    model_config = FROZEN

    changed: bool
    before: str
    live: str
    removed: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    sessions: int = 0
    sessions_lost: int = 0
    cut: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unfinished: tuple[str, ...] = ()
    users_get_in: GetIn = "not asked"
    because: tuple[str, ...] = ()

    @classmethod
    def of(cls, done: Rotated) -> Rotation:
        """Of a rotation's outcome."""
        answer, because = getting_in(done.push.findings, GATES)
        return cls(
            changed=done.push.changed or bool(done.removed),
            before=done.before,
            live=done.live,
            removed=done.removed,
            kept=tuple(Kept(trustpoint=kept.label, until=kept.remove_after) for kept in done.kept),
            sessions=done.sessions,
            sessions_lost=done.lost,
            cut=done.push.cut,
            findings=done.push.findings,
            unfinished=done.push.unfinished,
            users_get_in=answer,
            because=because,
        )


@command(result=Rotation)
def rotate(
    run: Run,
    *,
    pkcs12: NewFile = None,
    passphrase: NewPassphrase = "",
    keep: Keep = None,
    back: Back = False,
    confirm: Confirm = 10,
    ticket: Ticket = "",
    yes: Yes = False,
) -> int:
    """Replace a certificate without cutting sessions. Goes on where a run was cut off, clears away old ones."""
    from tasks.change.rotate_certificate import plan_rotation, rotate_certificate
    from tasks.session.fleet import Batches

    choices = Choices(pkcs12, passphrase, keep, back, confirm, ticket)
    if back and (pkcs12 is not None or passphrase):
        text = "the certificate of before is on the router, and no file belongs to it"
        hint = "leave out --pkcs12 and --passphrase to go back, or --back to go on to that file"
        raise OptionsRefused([Mistake(text, key="--back", hint=hint)])
    workspace = run.workspace
    intents = {host.name: _renamed(host.headend, choices) for host in workspace.hosts}
    checks = {host.name: _checks(intents[host.name], host.barred) for host in workspace.hosts}
    # The new file is read, and judged for every headend's own names, before the first connection.
    options = {"pkcs12": "--pkcs12"} if pkcs12 else {}
    with file_named(options | ({"passphrase": "--passphrase"} if passphrase else {})):
        loaded = workspace.loader.load(intents.values(), fileless=back)
    shown: dict[str, str] = {}
    if not yes:

        def look(link: Link) -> Plan:
            bundle = _bundle(intents[link.headend], loaded[link.headend], choices)
            return plan_rotation(link, bundle, checks[link.headend], back=back)[0]

        planned = run.over_fleet("planning", look, keep=True)
        plans = [(outcome.headend, outcome.value) for outcome in planned if outcome.value is not None]
        if not plans:
            return run.finish(planned, PlanResult, PlanResult.of, text=plans_text)
        shown = {name: plan.digest() for name, plan in plans}
        run.console.show(plans_text(tuple(plans)))
        if count := sum(bool(plan) for _, plan in plans):
            run.agree(f"Rotate on {counted(count, 'headend')}?", yes=False)

    def work(link: Link) -> Rotated:
        name = link.headend
        with hold(workspace.state.locks, name, doing=run.command, now=now):
            bundle = _bundle(intents[name], loaded[name], choices)
            plan, before, bundle = plan_rotation(link, bundle, checks[name], back=back)
            if not yes and shown.get(name) != plan.digest():
                why = "the router has changed since its plan was shown; nothing was applied"
                if name not in shown:
                    why = "no plan could be made of it when the others were agreed to; nothing was applied"
                raise PlanStale(name, "rotate", why, hint="the same command again shows its plan")
            return rotate_certificate(link, plan, before, bundle)

    settings = workspace.inventory.settings
    batches = Batches(size=settings.batch, max_failed=settings.max_failed)
    outcomes = run.over_fleet("rotating", work, batches, changes=True, proved=lambda done: not done.push.shut)
    return run.finish(
        outcomes,
        Rotation,
        Rotation.of,
        text=lambda done: rotated_text(done, choices),
        differs=lambda done: done.push.shut,
    )


def _renamed(headend: Headend, choices: Choices) -> Headend:
    """The intent with the file that was named instead of the inventory's."""
    if choices.pkcs12 is None:
        return headend
    trustpoint = headend.trustpoint
    passphrase = trustpoint.passphrase
    if choices.passphrase:
        try:
            passphrase = SecretRef.parse(choices.passphrase)
        except NotAReference as error:
            raise OptionsRefused([Mistake(str(error), key="--passphrase")]) from None
    if passphrase is None:
        hint = "env:NAME, file:PATH …"
        raise OptionsRefused([Mistake("where is the file's passphrase kept?", key="--passphrase", hint=hint)])
    changes = {"pkcs12": str(choices.pkcs12.resolve()), "passphrase": passphrase, "certificate": None}
    return headend.model_copy(update={"trustpoint": trustpoint.model_copy(update=changes)})


def _checks(
    headend: Headend, barred: Mapping[str, str]
) -> Callable[[Inspection, Materials], tuple[Finding, ...]]:
    def checks(inspection: Inspection, materials: Materials) -> tuple[Finding, ...]:
        with_record = materials.knowing(inspection.observation.record)
        return examine(Subject(headend, inspection, with_record, now(), barred), PROOF)

    return checks


def _bundle(headend: Headend, loaded: Loaded, choices: Choices) -> Bundle:
    return Bundle(
        headend=headend,
        materials=loaded.materials,
        now=now,
        tool_version=tool_version(),
        identities=loaded.identities,
        also=commands(PROOF),
        ticket=choices.ticket,
        confirm_minutes=choices.confirm,
        keep=None if choices.keep is None else timedelta(days=choices.keep),
    )


def rotated_text(done: tuple[tuple[str, Rotated], ...], choices: Choices) -> tuple[Piece, ...]:
    """What became of each headend's certificate and of who was connected."""
    pieces: list[Piece] = []
    for name, rotated in done:
        out, tone = kept_out(rotated.push.findings), Tone.BAD if rotated.push.shut else Tone.GOOD
        if rotated.before == rotated.live:
            text = f"{rotated.live or 'no certificate'} is the one in use, nothing to move"
            pieces.append(Line(f"{name}: {text}{f', but {out}' if out else ''}", tone))
        else:
            state = f"saved, not proved: {out}" if out else "proved, saved"
            pieces.append(
                Line(f"{name}: moved from {rotated.before or 'none'} to {rotated.live}, {state}", tone)
            )
        tone = Tone.WARN if rotated.lost else Tone.DIM
        pieces.append(Line(f"  sessions: {rotated.sessions} were up, {rotated.lost} lost", tone))
        pieces += (
            [Line(f"  sessions cut: {', '.join(rotated.push.cut)}", Tone.WARN)] if rotated.push.cut else []
        )
        pieces += [Line(f"  removed with its key: {label}", Tone.DIM) for label in rotated.removed]
        pieces += [
            Line(f"  kept until {kept.remove_after:%Y-%m-%d}: {kept.label}", Tone.DIM)
            for kept in rotated.kept
        ]
        pieces += [Line(f"  not finished: {text}", Tone.WARN) for text in rotated.push.unfinished]
        pieces += failures_text(rotated.push.findings)
    if done and (choices.pkcs12 is not None or choices.back):
        which = "this file" if choices.pkcs12 else "the file of before"
        text = f"put {which} where trustpoint.pkcs12 points, or the next deploy goes back to what lies there"
        pieces.append(Line(text, Tone.WARN))
    return tuple(pieces)
