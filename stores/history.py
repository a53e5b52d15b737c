"""The history of runs in SQLite: the outcome of each headend, and when.

The history never stops the work: whatever is wrong with the file, every call returns, and what it returns says what
is wrong. A damaged file is renamed and a new one begun. Callers remove secrets from the texts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_VERSION: Final = 1
_SCHEMA: Final = f"""
CREATE TABLE runs (id INTEGER PRIMARY KEY, started TEXT NOT NULL, command TEXT NOT NULL);
CREATE TABLE outcomes (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  headend TEXT NOT NULL, verdict TEXT NOT NULL, summary TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX outcomes_of_headend ON outcomes (headend, run);
CREATE INDEX outcomes_of_run ON outcomes (run);
PRAGMA user_version = {_VERSION};
"""
_PATIENCE: Final = 2.0
"""Seconds to wait for another run that is writing."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one headend in a run.

    Attributes:
        headend: its name.
        verdict: one word, such as ``ok``, ``drift``, ``failed``.
        summary: one line for a person.
        digest: equal for two runs with the same findings; notifications compare it.
    """

    headend: str
    verdict: str
    summary: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one command, with all its outcomes."""

    started: datetime
    command: str
    outcomes: tuple[Outcome, ...]


class History:
    """The database at one path. Each call opens and closes it, so that several runs can use it at once."""

    def __init__(self, path: Path, *, patience: float = _PATIENCE) -> None:
        """Keep the history at ``path``; wait ``patience`` seconds for another run that is writing."""
        self.path = path
        self._patience = patience

    def record(self, run: Run, *, keep: timedelta) -> str:
        """Add a run and delete those that started more than ``keep`` before it.

        Returns:
            What went wrong, for the report; empty if nothing did.
        """

        def write(base: sqlite3.Connection) -> None:
            oldest = (run.started - keep).astimezone(UTC).isoformat()
            base.execute("DELETE FROM runs WHERE started < ?", (oldest,))
            started = run.started.astimezone(UTC).isoformat()
            row = base.execute(
                "INSERT INTO runs (started, command) VALUES (?, ?)", (started, run.command)
            ).lastrowid
            base.executemany(
                "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)",
                ((row, o.headend, o.verdict, o.summary, o.digest) for o in run.outcomes),
            )

        _, problem = self._do(write, default=None)
        return problem

    def recent(self, *, command: str = "", headend: str = "", limit: int = 50) -> tuple[tuple[Run, ...], str]:
        """The latest runs, newest first, and what went wrong.

        Args:
            command: only runs of this command.
            headend: only runs that have this headend, with that outcome alone.
            limit: at most so many runs.
        """

        def read(base: sqlite3.Connection) -> tuple[Run, ...]:
            chosen = base.execute(
                "SELECT id, started, command FROM runs WHERE :command IN ('', command) AND (:headend = '' OR EXISTS"
                " (SELECT 1 FROM outcomes WHERE run = id AND headend = :headend))"
                " ORDER BY started DESC, id DESC LIMIT :most",
                {"command": command, "headend": headend, "most": limit},
            ).fetchall()
            return tuple(
                Run(datetime.fromisoformat(started), name, _outcomes(base, row, headend))
                for row, started, name in chosen
            )

        return self._do(read, default=())

    def last(self, command: str, headend: str) -> tuple[Outcome | None, str]:
        """The latest outcome of a command on a headend, and what went wrong."""
        runs, problem = self.recent(command=command, headend=headend, limit=1)
        return (runs[0].outcomes[0] if runs else None), problem

    def _do(self, work: Callable[[sqlite3.Connection], T], *, default: T) -> tuple[T, str]:
        try:
            return self._transaction(work), ""
        except sqlite3.OperationalError as error:
            # Locked, read-only, no space, no such folder: the file may be sound, so it stays.
            return default, f"run history {self.path} left as it is: {error}"
        except sqlite3.DatabaseError as error:
            return self._begin_anew(work, default, str(error))
        except (OSError, ValueError, TypeError) as error:
            return default, f"run history {self.path} left as it is: {error}"

    def _begin_anew(self, work: Callable[[sqlite3.Connection], T], default: T, reason: str) -> tuple[T, str]:
        aside = self.path.with_name(f"{self.path.name}.damaged")
        try:
            self.path.replace(aside)
            done = self._transaction(work)
        except (OSError, sqlite3.Error) as error:
            return (
                default,
                f"run history {self.path} is damaged ({reason}) and no new one can be begun: {error}",
            )
        return (
            done,
            f"run history {self.path} was damaged ({reason}): put aside as {aside.name}, a new one begun",
        )

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if not self.path.exists():
            self.path.touch(mode=0o600)
        with closing(sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)) as base:
            base.execute("PRAGMA foreign_keys = ON")
            base.execute("BEGIN IMMEDIATE")
            try:
                _prepare(base)
                done = work(base)
            except BaseException:
                base.rollback()
                raise
            base.commit()
            return done


def _prepare(base: sqlite3.Connection) -> None:
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        msg = "a later version of headend wrote it"
        raise ValueError(msg)
    if version < _VERSION:
        for statement in filter(str.strip, _SCHEMA.split(";")):
            base.execute(statement)


def _outcomes(base: sqlite3.Connection, run: int, headend: str) -> tuple[Outcome, ...]:
    rows = base.execute(
        "SELECT headend, verdict, summary, digest FROM outcomes"
        " WHERE run = :run AND :headend IN ('', headend) ORDER BY rowid",
        {"run": run, "headend": headend},
    )
    return tuple(Outcome(*row) for row in rows)
