"""Many headends at once, with Nornir: one typed outcome for each host that was asked for."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from nornir.core import Nornir
from nornir.core.configuration import Config
from nornir.core.inventory import ConnectionOptions
from nornir.plugins.inventory.simple import SimpleInventory
from nornir.plugins.runners import ThreadedRunner

from flexvpn.base.errors import FAULT, Crashed, HeadendError, Stopped
from flexvpn.base.escapes import MOST, one_line
from flexvpn.base.outcome import Outcome
from tasks.session.connection import ACCESS, CONNECTION, link_of, register
from tasks.session.greeting import quiet
from tasks.session.interruption import unless_stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from threading import Event

    from nornir.core.inventory import Host
    from nornir.core.task import Task

    from tasks.session.access import Access
    from tasks.session.link import Link

T = TypeVar("T")
log = logging.getLogger("headend.fleet")

WORKERS = 20
KEPT = 100
"""Sessions that stay open between two runs of a command: more would use up the file descriptors."""


@dataclass(frozen=True, slots=True)
class Batches:
    """How a change goes over a fleet: in which batches, and when it stops.

    Attributes:
        size: headends in a batch; 0 for all that are left.
        max_failed: go on while no more than this many have failed.
        canary: do one headend alone first, the first one or the one of this name; if it fails, no other is touched.
    """

    size: int = 0
    max_failed: int = 0
    canary: bool | str = True

    def split(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The batches, in the order in which they are done."""
        rest = tuple(names)
        if self.canary and len(rest) > 1:
            first = self.canary if isinstance(self.canary, str) and self.canary in rest else rest[0]
            yield (first,)
            rest = tuple(name for name in rest if name != first)
        size = self.size or len(rest) or 1
        for start in range(0, len(rest), size):
            yield rest[start : start + size]


class Fleet:
    """The headends of an inventory, or those of them that were asked for, in the inventory's order."""

    def __init__(self, nornir: Nornir, *, clean: Callable[[str], str] = str) -> None:
        self._nornir = nornir
        self._clean = clean

    @classmethod
    def load(
        cls,
        folder: Path,
        access: Mapping[str, Access],
        *,
        workers: int = WORKERS,
        clean: Callable[[str], str] = str,
    ) -> Fleet:
        """Read hosts.yaml, groups.yaml and defaults.yaml of an inventory that has been validated.

        Args:
            folder: of the inventory.
            access: how to log in to each host of the fleet; Nornir gets references, never a secret.
            workers: headends at once.
            clean: takes secrets out of traces before they are logged.
        """
        quiet()
        register()
        inventory = SimpleInventory(
            str(folder / "hosts.yaml"), str(folder / "groups.yaml"), str(folder / "defaults.yaml")
        ).load()
        for name, host_access in access.items():
            inventory.hosts[name].connection_options[CONNECTION] = ConnectionOptions(
                extras={ACCESS: host_access}
            )
        nornir = Nornir(inventory, Config(), runner=ThreadedRunner(num_workers=workers))
        return cls(nornir, clean=clean).select(access)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all headends, in order."""
        return tuple(self._nornir.inventory.hosts)

    def access(self, name: str) -> Access:
        """How to log in to one headend."""
        access: Access = (
            self._nornir.inventory.hosts[name].get_connection_parameters(CONNECTION).extras or {}
        )[ACCESS]
        return access

    def select(self, names: Iterable[str]) -> Fleet:
        """The fleet of these headends alone, in the inventory's order."""
        chosen = frozenset(names)
        return Fleet(self._nornir.filter(filter_func=lambda host: host.name in chosen), clean=self._clean)

    def run(
        self,
        work: Callable[[Link], T],
        *,
        done: Callable[[Outcome[T]], None] | None = None,
        keep: bool = False,
        stop: Event | None = None,
    ) -> tuple[Outcome[T], ...]:
        """Do the same work on every headend at once; each connection is closed when its work ends.

        Args:
            work: gets the headend's session, opened for it.
            done: called with each outcome as it comes, from the worker's thread.
            keep: leave the sessions open where the work went well, for the next run over these headends; `close` ends
                those that are left. With more than `KEPT` headends, none is left open.
            stop: once it is set, no other headend is started; those that have begun are finished.

        Returns:
            One outcome for each headend, in the inventory's order; nothing is raised for a headend that fails.
        """
        outcomes: dict[str, Outcome[T]] = {}

        def attempt(task: Task) -> None:
            outcome = self._attempt(task, work, stop, keep=keep and len(self.names) <= KEPT)
            outcomes[task.host.name] = outcome
            if done is not None:
                done(outcome)

        self._nornir.run(attempt, name="headend")
        return tuple(
            outcomes.get(name) or Outcome(name, error=Crashed(name, "run", "the runner gave no answer"))
            for name in self.names
        )

    def run_in_batches(
        self,
        work: Callable[[Link], T],
        batches: Batches,
        *,
        done: Callable[[Outcome[T]], None] | None = None,
        stop: Event | None = None,
        proved: Callable[[T], bool] = lambda _: True,
    ) -> tuple[Outcome[T], ...]:
        """Like `run`, batch after batch; after too many failures the others are skipped, and their outcomes say so.

        A headend whose value is not ``proved`` counts as failed: a change that was not shown to work on the first one
        is not made on the others.
        """
        outcomes: dict[str, Outcome[T]] = {}
        failed = unproved = 0
        dead_canary = False
        for number, batch in enumerate(batches.split(self.names)):
            dead_canary |= number == 1 and bool(batches.canary) and failed > 0
            if dead_canary or failed > batches.max_failed:
                how = "failed or not proved" if unproved else "failed"
                reason = f"not started: {failed} {how} before, {batches.max_failed} may"
                if dead_canary:
                    how = "is not proved" if unproved else "failed"
                    reason = f"not started: the first one {how}, and then no other is touched"
                outcomes |= {name: Outcome(name, skipped=reason) for name in batch}
                continue
            batch_outcomes = self.select(batch).run(work, done=done, stop=stop)
            failed += sum(
                not outcome.ok and not isinstance(outcome.error, Stopped) for outcome in batch_outcomes
            )
            doubtful = sum(
                outcome.value is not None and not proved(outcome.value) for outcome in batch_outcomes
            )
            unproved += doubtful
            failed += doubtful
            outcomes |= {outcome.headend: outcome for outcome in batch_outcomes}
        return tuple(outcomes[name] for name in self.names)

    def close(self) -> None:
        """End the sessions that are still open."""
        for host in self._nornir.inventory.hosts.values():
            _close(host)

    def _attempt(
        self, task: Task, work: Callable[[Link], T], stop: Event | None, *, keep: bool
    ) -> Outcome[T]:
        name, started = task.host.name, time.monotonic()
        link: Link | None = None
        value: T | None = None
        error: HeadendError | None = None
        try:
            if stop is not None:
                unless_stopped(stop, name)
            link = link_of(task)
            value = work(link)
        except HeadendError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001 - whatever one headend does to us, the others are done
            error = self._crashed(name, failure)
        finally:
            if not keep or value is None:
                _close(task.host)
        return Outcome(
            name,
            value=value,
            error=error,
            seconds=time.monotonic() - started,
            lines_sent=link.lines_sent if link else 0,
            log_ins=link.log_ins if link else 0,
            other_log_ins=link.other_log_ins if link else 0,
        )

    def _crashed(self, name: str, failure: Exception) -> Crashed:
        trace = logging.Formatter().formatException((type(failure), failure, failure.__traceback__))
        log.debug("%s: %s", name, self._clean(trace))
        problem = f"{type(failure).__name__}: {one_line(self._clean(str(failure)), MOST)}"
        return Crashed(
            name,
            "run",
            problem,
            hint=FAULT,
        )


def _close(host: Host) -> None:
    try:
        host.close_connections()
    except Exception as failure:  # noqa: BLE001 - the work is done or failed already; what is left is a closed socket
        log.debug("%s: closing: %s", host.name, type(failure).__name__)
