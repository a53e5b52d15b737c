"""``headend trust``: SSH host keys are recorded after somebody has seen their fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from commands.declaration import command
from commands.options import Yes
from flexvpn.base.errors import HeadendError
from flexvpn.base.outcome import Outcome
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.report.layout import Line, Piece, Tone
from stores.known_hosts import HostKey, Standing

if TYPE_CHECKING:
    from flexvpn.intent.assembly import Host
    from tasks.session.run import Run

_TONES = {
    Standing.KNOWN: Tone.GOOD,
    Standing.UNKNOWN: Tone.WARN,
    Standing.CHANGED: Tone.BAD,
    Standing.REVOKED: Tone.BAD,
}


class Trusted(BaseModel):
    """A host key, and what the files said of it before."""

    model_config = FROZEN

    algorithm: str
    fingerprint: str
    before: str


@command(result=Trusted)
def trust(run: Run, yes: Yes = False) -> int:
    """Show routers' SSH host keys; record those that are agreed to."""
    from tasks.session.host_key import host_key

    known_hosts = run.workspace.known_hosts
    shown: list[tuple[Host, HostKey, Standing]] = []
    outcomes: list[Outcome[Trusted]] = []
    for host in run.workspace.hosts:
        try:
            key = host_key(host)
        except HeadendError as error:
            outcomes.append(Outcome(host.name, error=error))
            continue
        standing = known_hosts.standing(host.hostname, host.port, key)
        shown.append((host, key, standing))
        trusted = Trusted(algorithm=key.algorithm, fingerprint=key.fingerprint, before=standing.value)
        outcomes.append(Outcome(host.name, value=trusted))
    run.console.show(_keys(shown))
    new = [(host, key) for host, key, standing in shown if standing is not Standing.KNOWN]
    if new:
        question = f"Record {counted(len(new), 'key')} in {known_hosts.own}?"
        run.console.agree(question, yes=yes)
        for host, key in new:
            known_hosts.add(host.hostname, host.port, key)
    return run.finish(
        tuple(outcomes),
        Trusted,
        lambda trusted: trusted,
        text=lambda _: _recorded(len(new)) if shown else (),
    )


def _keys(shown: list[tuple[Host, HostKey, Standing]]) -> tuple[Piece, ...]:
    lines = [
        Line(f"{host.name}: {key.algorithm} {key.fingerprint} ({standing.value})", _TONES[standing])
        for host, key, standing in shown
    ]
    if any(standing is Standing.CHANGED for _, _, standing in shown):
        lines.append(
            Line(
                "a changed key is what somebody in the middle looks like: compare it at the console", Tone.BAD
            )
        )
    return tuple(lines)


def _recorded(count: int) -> tuple[Piece, ...]:
    return (Line(f"{count} recorded" if count else "all known already", Tone.GOOD),)
