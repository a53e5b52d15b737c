"""Merge configuration under a revert timer: NAPALM's transaction, with our own steps on the router (23).

See docs/traps.md sections 3, 5.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from napalm.ios.ios import IOSDriver

from flexvpn.base.errors import CommandRefused, NotUnderstood
from flexvpn.facts import archive
from flexvpn.ios.dialogues import CONFIRM, FILENAME
from flexvpn.ios.files import FLASH
from flexvpn.ios.replies import refusals
from flexvpn.router.leftovers import MERGE_FILE, archive_note
from tasks.change.put_file import put_file
from tasks.change.remove_file import remove_file
from tasks.read.leftovers import archive_of
from tasks.read.preflight import rollback_timer
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flexvpn.facts.archive import RollbackTimer
    from tasks.session.link import Link

_BACKUP = re.compile(r"Backing up current running config to (\S+)")
_COPIED = re.compile(r"\bbytes copied in\b|\[OK\]")
_ROLLED_BACK = re.compile(r"Rollback Done|Total number of passes: \d", re.IGNORECASE)
_ROLLBACK_IDLE = 300.0


class MergeDriver(IOSDriver):  # type: ignore[misc]  # napalm publishes no types
    """NAPALM's merge for a session that is open already; every reply is read and every known question answered.

    NAPALM's `commit_config` gives the order: the timer's minutes, the timer before the copy, the copy or nothing. Its
    steps on the router are replaced. NAPALM's own look for one error text, answer fifty questions, wait ninety seconds,
    write the candidate to a local temporary file, leave it on flash with the secrets in it, and leave `file prompt
    quiet` in the configuration. Here the candidate stays in memory until it is uploaded, questions are answered as they
    come (so the configuration needs no `file prompt quiet`), and the time to wait grows with the candidate.

    Attributes:
        said: the router's output while it merged.
        archive: the backup that the router made when the timer was started; empty before, or where it named none.
        note: what tells that backup from the operator's archives.
        seen: True once the router has shown a timer of ours; nothing is merged before.
    """

    def __init__(
        self,
        link: Link,
        *,
        free_bytes: int,
        clean: Callable[[str], str] = str,
        starting: Callable[[], AbstractContextManager[None]] = nullcontext,
        running: Callable[[], None] = lambda: None,
    ) -> None:
        """Adopt an open session.

        Args:
            link: the session; the caller closes it.
            free_bytes: free space on bootflash.
            clean: takes secrets out of the router's output.
            starting: a context that the timer is started in.
            running: called once the router has shown the timer, before anything is merged.
        """
        super().__init__(
            link.access.host,
            link.access.username,
            "",
            optional_args={"port": link.access.port, "dest_file_system": FLASH, "merge_cfg": MERGE_FILE},
        )
        self.device: Any = _Console(self)
        self.archive = ""
        self.said = ""
        self.note = ""
        self.seen = False
        self._link = link
        self._minutes = 0
        self._started = ""
        self._traced = False
        self._back = True
        self._free = free_bytes
        self._clean = clean
        self._candidate = ""
        self._starting = starting
        self._running = running

    def open(self) -> None:
        """Nothing: the session is open."""

    def close(self) -> None:
        """Nothing: the session belongs to the caller, and nothing was set on the router."""

    def load_merge_candidate(self, filename: str | None = None, config: str | None = None) -> None:
        """Remember the candidate."""
        if filename is not None or config is None:
            raise ValueError("the candidate is given as text: it holds secrets and is in no file")
        self._candidate = config
        self.config_replace = False

    def discard_config(self) -> None:
        """Forget the candidate; the router has not seen it."""
        self._candidate = ""

    def _check_archive_feature(self) -> bool:
        """Preflight has seen the archive's path."""
        return True

    def has_pending_commit(self) -> bool:
        """Preflight has asked that, and refuses while somebody's timer runs."""
        return False

    def _gen_rollback_cfg(self) -> None:
        """Nothing: the timer's own backup serves; NAPALM's copy stays on flash with the router's secrets in it."""

    def _check_file_exists(self, cfg_file: str) -> bool:
        """`upload` has compared its digest."""
        del cfg_file
        return True

    def _commit_handler(self, cmd: str) -> str:
        """NAPALM's step that merges: see the timer, do what has to wait for it, then copy."""
        self._see_timer()
        self._running()
        self.said = self.merge(cmd)
        return self.said

    def upload(self) -> None:
        """Put the candidate on bootflash, headed by a note that names the backup which the timer will make.

        Raises:
            HeadendFailed: see `put_file`.
        """
        self.note = archive_note(archive.read(show(self._link, archive.read.command)).only())
        text = f"{self.note}\n{self._candidate.rstrip()}\nend\n"
        put_file(self._link, MERGE_FILE, text.encode(), free_bytes=self._free)

    def start_timer(self, line: str) -> None:
        """Start the timer: the router goes back to its present configuration unless `confirm_commit` comes first.

        Raises:
            CommandRefused: there is no archive path, or somebody has locked the configuration.
        """
        self._started, self._minutes = line, int(line.rsplit(maxsplit=1)[-1])
        with self._starting():
            self._start_timer(line)

    def _start_timer(self, line: str) -> None:
        self._back = False
        reply = self._link.ask(line)
        refused = refusals(reply)
        if refused or not self._link.configuring:
            # `Configuration mode is locked by process …` holds no percent sign (docs/traps.md section 25).
            self._back = True
            problem = "the router does not enter configuration mode under a revert timer; nothing was merged"
            raise CommandRefused(self._link.headend, line, problem, reply="\n".join(refused) or reply)
        backup = _BACKUP.search(reply)
        self.archive = backup[1] if backup else ""

    def _see_timer(self) -> None:
        """Return once the router shows our timer.

        Raises:
            CommandRefused: it shows none, another one, or an answer that cannot be read.
        """
        timer = self.look()
        if not self._is_ours(timer):
            shows = "an answer that cannot be read" if timer is None else "none"
            if timer is not None and timer.pending:
                shows = f"one of user {timer.user}, {timer.value}"
            problem = f"asked for our revert timer, the router shows {shows}; nothing was merged"
            raise CommandRefused(self._link.headend, self._started, problem)
        self.seen = self._traced = True

    def look(self) -> RollbackTimer | None:
        """The revert timer that the router shows; None where it refuses the command or its answer cannot be read.

        Raises:
            ConnectionLost: the session broke.
        """
        try:
            return rollback_timer(self._link)
        except (CommandRefused, NotUnderstood):
            return None

    def _is_ours(self, timer: RollbackTimer | None) -> bool:
        return timer is not None and timer.started_by(self._link.access.username, self._minutes)

    def leave_configuration(self) -> None:
        """Leave the mode in which the timer was started; the timer runs on."""
        self._link.ask("end")

    def merge(self, line: str) -> str:
        """Merge the candidate and return the router's output.

        Raises:
            CommandRefused: a line was refused, or the copy did not complete.
            ConnectionLost: the session broke; the router's timer runs.
        """
        # A large router takes a few hundred lines a second, a busy one far fewer.
        idle = 60.0 + 0.25 * self._candidate.count("\n")
        reply = self._clean(self._link.ask(line, questions=(FILENAME, CONFIRM), idle=idle))
        refused = refusals(reply)
        if refused or not _COPIED.search(reply):
            said = "\n".join(refused) or reply
            raise CommandRefused(
                self._link.headend, "merge", "the router refuses lines of the configuration", reply=said
            )
        return reply

    def confirm_commit(self) -> str:
        """Ask the router to keep what was merged, and return its reply; `look` tells whether it does.

        Raises:
            CommandRefused: there is nothing to confirm: the router has gone back already.
        """
        return self._clean(self._link.must("configure confirm"))

    def rollback_on(self, link: Link) -> None:
        """`rollback` over another session, where the first one is gone.

        Raises:
            CommandRefused: see `rollback`.
        """
        self._link = link
        self.rollback()

    def rollback(self) -> None:
        """Go back now, to the timer's own backup; a timer that is not ours is left alone.

        Raises:
            CommandRefused: the router could not go back, or it cannot be read whose timer runs.
        """
        timer = self.look()
        ours = self._is_ours(timer)
        self._traced = self._traced or ours
        merged = "" if self.seen else "; nothing was merged"
        if timer is None and not self.seen:
            problem = f"whether a revert timer of ours runs cannot be read: none was ended{merged}"
            raise CommandRefused(self._link.headend, "roll back", problem)
        if timer is not None and timer.pending and not ours:
            problem = f"a revert timer of user {timer.user} runs that is not ours: it was left alone{merged}"
            raise CommandRefused(self._link.headend, "roll back", problem)
        if self.seen or ours:
            self._go_back(now=ours or timer is None)
        self._back = True

    def _go_back(self, *, now: bool) -> None:
        lines = ["configure revert now"] if now else []
        if self.seen and (backup := self.archive or archive_of(self._link, self.note)):
            lines.append(f"configure replace {backup} force")
        said = ""
        for line in lines:
            reply = self._clean(self._link.ask(line, questions=(FILENAME, CONFIRM), idle=_ROLLBACK_IDLE))
            refused = refusals(reply)
            if not refused and _ROLLED_BACK.search(reply):
                return
            said += "\n".join(refused) or reply
        raise CommandRefused(self._link.headend, "roll back", "the router does not go back", reply=said)

    def remove_traces(self, link: Link) -> None:
        """Delete the candidate and the archive that our timer made; the operator's archives are not touched.

        Raises:
            CommandRefused: the router was not seen to go back, and needs that archive for it.
        """
        if not self._back:
            problem = f"{self.archive or 'the backup of the revert timer'} is kept: the router was not seen to go back"
            raise CommandRefused(link.headend, "clean up", problem)
        remove_file(link, MERGE_FILE)
        if made := self.archive or (archive_of(link, self.note) if self._traced else ""):
            remove_file(link, made)


class _Console:
    """The part of a netmiko device that NAPALM's `commit_config` uses."""

    def __init__(self, driver: MergeDriver) -> None:
        self._driver = driver

    def config_mode(self, config_command: str) -> None:
        """Start the timer."""
        self._driver.start_timer(config_command)

    def exit_config_mode(self) -> None:
        """Leave the mode in which it was started."""
        self._driver.leave_configuration()
