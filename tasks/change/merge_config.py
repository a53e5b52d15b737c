"""Configuration under a revert timer: NAPALM's transaction, its steps on the router replaced (TRAPS 3, 5, 23)."""

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

    NAPALM's `commit_config` decides: minutes of the timer, timer before copy, copy or nothing. What its steps do on the
    router is replaced: they look for one error text, answer fifty questions, wait ninety seconds, write the candidate
    to a local temporary file, leave it on flash with the secrets in it, and leave `file prompt quiet` in the
    configuration. Here the candidate stays in memory until it is uploaded, questions are answered as they come (so the
    configuration needs no `file prompt quiet`), and the time to wait grows with the candidate.

    Attributes:
        said: all that the router said while it merged.
        archive: the backup that the router made when the timer was started; empty before, or where it did not say.
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
            link: the session; it stays the caller's.
            free_bytes: what bootflash has free.
            clean: takes secrets out of what the router says.
            starting: held while the timer is started.
            running: called once the timer was seen, before anything is merged.
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
        """Preflight has asked, and refuses while somebody's timer runs."""
        return False

    def _gen_rollback_cfg(self) -> None:
        """Nothing: the timer's own backup serves; NAPALM's copy stays on flash with the router's secrets in it."""

    def _check_file_exists(self, cfg_file: str) -> bool:
        """`upload` has compared its digest."""
        del cfg_file
        return True

    def _commit_handler(self, cmd: str) -> str:
        """NAPALM's one step that merges: the timer seen, what waits for it, then the copy."""
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
        """Ask the router to go back to where it is by itself, unless `confirm_commit` comes first.

        Raises:
            CommandRefused: no archive path, or somebody holds the configuration.
        """
        self._started, self._minutes = line, int(line.rsplit(maxsplit=1)[-1])
        with self._starting():
            self._start_timer(line)

    def _start_timer(self, line: str) -> None:
        self._back = False
        reply = self._link.ask(line)
        refused = refusals(reply)
        if refused or not self._link.configuring:
            # `Configuration mode is locked by process …` holds no percent sign (TRAPS 25).
            self._back = True
            what = "the router does not enter configuration mode under a revert timer; nothing was merged"
            raise CommandRefused(self._link.headend, line, what, reply="\n".join(refused) or reply)
        found = _BACKUP.search(reply)
        self.archive = found[1] if found else ""

    def _see_timer(self) -> None:
        """Believe in the timer once the router shows it.

        Raises:
            CommandRefused: it shows none, another one, or what nobody can read.
        """
        timer = self.look()
        if not self._is_ours(timer):
            shows = "an answer that cannot be read" if timer is None else "none"
            if timer is not None and timer.pending:
                shows = f"one of user {timer.user}, {timer.value}"
            what = f"asked for our revert timer, the router shows {shows}; nothing was merged"
            raise CommandRefused(self._link.headend, self._started, what)
        self.seen = self._traced = True

    def look(self) -> RollbackTimer | None:
        """What the router shows of a revert timer; None where it refuses the question or its answer cannot be read.

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
        """Out of the mode in which the timer was started; the timer runs on."""
        self._link.ask("end")

    def merge(self, line: str) -> str:
        """Merge the candidate and return all that the router said.

        Raises:
            CommandRefused: a line was refused, or the copy did not come to its end.
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
        """Ask the router to keep what was merged, and return its words. Whether it does, a look says.

        Raises:
            CommandRefused: there is nothing to keep: the router has gone back already.
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
        """Go back now, by the timer's own backup; a timer that is not ours is left alone.

        Raises:
            CommandRefused: the router could not, or nobody knows whose timer runs.
        """
        timer = self.look()
        ours = self._is_ours(timer)
        self._traced = self._traced or ours
        merged = "" if self.seen else "; nothing was merged"
        if timer is None and not self.seen:
            what = f"whether a revert timer of ours runs cannot be read: none was ended{merged}"
            raise CommandRefused(self._link.headend, "roll back", what)
        if timer is not None and timer.pending and not ours:
            what = f"a revert timer of user {timer.user} runs that is not ours: it was left alone{merged}"
            raise CommandRefused(self._link.headend, "roll back", what)
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
        """Delete the candidate and the archive that our timer made; the operator's own archives are not touched.

        Raises:
            CommandRefused: the router has not been seen to go back, and does so by that archive.
        """
        if not self._back:
            what = f"{self.archive or 'the backup of the revert timer'} is kept: the router was not seen to go back"
            raise CommandRefused(link.headend, "clean up", what)
        remove_file(link, MERGE_FILE)
        if made := self.archive or (archive_of(link, self.note) if self._traced else ""):
            remove_file(link, made)


class _Console:
    """What NAPALM's `commit_config` asks of its device."""

    def __init__(self, driver: MergeDriver) -> None:
        self._driver = driver

    def config_mode(self, config_command: str) -> None:
        """Start the timer."""
        self._driver.start_timer(config_command)

    def exit_config_mode(self) -> None:
        """Leave the mode in which it was started."""
        self._driver.leave_configuration()
