"""The whole state of one simulated router. No input, no output: sessions and tests act on it."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import random
import zlib
from typing import TYPE_CHECKING

from lab.aaa import Accounts
from lab.clock import Clock
from lab.debugging import Debugging
from lab.dialogue import Ask, Dialogue, run_dialogue
from lab.eem import EventManager
from lab.exec.processes import Load
from lab.fault_state import Faults
from lab.flash import Flash
from lab.hardware import hardware_of
from lab.login_guard import LoginGuard
from lab.pki.store import PkiStore
from lab.quirks import Quirks
from lab.release import Release
from lab.releases import DEFAULT
from lab.revert import Archive, Pending
from lab.session import Context, Session
from lab.time_zone import time_zone
from lab.timestamps import log_time, stamp
from lab.tree import ConfigTree, Node
from lab.vpn.state import VpnState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lab.clock import Timer
    from lab.releases import Behaviour
    from lab.time_zone import LocalTime, TimeZone

LOG_SIZE = 500


@dataclasses.dataclass(frozen=True, slots=True)
class LogEntry:
    """One syslog message. ``mnemonic`` is ``SYS-5-CONFIG_I``, without the percent sign; empty for a debug's line.

    ``stamp`` is its time as it was written when it was logged: what is configured later leaves it alone.
    """

    time: datetime.datetime
    mnemonic: str
    text: str
    stamp: str

    def render(self) -> str:
        """As IOS-XE prints it."""
        return (
            f"*{self.stamp}: %{self.mnemonic}: {self.text}"
            if self.mnemonic
            else f"*{self.stamp}: {self.text}"
        )


@dataclasses.dataclass(slots=True)
class Counters:
    """What a test may ask for: how often the router was troubled."""

    cli_lines: int = 0
    logins: int = 0
    failed_logins: int = 0
    scp_puts: int = 0
    scp_gets: int = 0
    flash_writes: int = 0
    reloads: int = 0
    lines: list[str] = dataclasses.field(default_factory=list)


class Router:
    """One router.

    ``pki`` and ``vpn`` are ``PkiStore()`` and ``VpnState(router)``; both are made before any
    configuration is applied.
    """

    def __init__(
        self,
        name: str,
        release: str = DEFAULT,
        *,
        quirks: Quirks | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.release = Release(release)
        self.quirks = (quirks or Quirks()).resolved(self.release)
        self.clock = clock or Clock()
        self.running = ConfigTree()
        self.startup: str | None = None
        self.flash = Flash(self.clock)
        self.log: collections.deque[LogEntry] = collections.deque(maxlen=LOG_SIZE)
        self.log_listeners: list[Callable[[LogEntry], None]] = []
        self.unknown: collections.deque[str] = collections.deque(maxlen=LOG_SIZE)
        """Lines that were typed and not understood: what other people's tools need and the lab lacks."""
        self.counters = Counters()
        self.sessions: list[Session] = []
        self.booted = self.clock.now()
        self.hardware = hardware_of(name, self.release)
        self.shield_disabled = False
        self.rng = random.Random(zlib.crc32(name.encode()))  # noqa: S311 - salts of a simulator
        self.master_key = b""
        self.accounts = Accounts(self)
        self.client_profiles: dict[str, bytes] = {}
        self.last_change: tuple[datetime.datetime, str] | None = None
        self.last_save: tuple[datetime.datetime, str] | None = None
        self.pending: Pending | None = None
        self.archive = Archive()
        self.counters_cleared: dict[str, datetime.datetime] = {}
        self.config_log: collections.deque[tuple[str, str, str]] = collections.deque(maxlen=LOG_SIZE)
        self.reload_listeners: list[Callable[[], None]] = []
        self.config_listeners: list[Callable[[], None]] = []
        self.debugging = Debugging()
        self.eem = EventManager(self)
        self.load = Load()
        self.guard = LoginGuard(self)
        self.faults = Faults(self)
        self.scheduled: tuple[datetime.datetime, str, Timer] | None = None
        """A reload that somebody ordered for later: when, who, and what will do it."""
        self.boot_seconds = 0.0
        """How long a reload keeps the router off the network."""
        self.pki = PkiStore(identity_first=self.quirks.chain_identity_first)
        self.vpn = VpnState(self)

    def does(self, behaviour: Behaviour) -> bool:
        """Tell whether it behaves so: by its quirk where that is a guess, else by its release."""
        fact = behaviour.value
        return bool(getattr(self.quirks, fact.quirk)) if fact.quirk else fact.holds(self.release)

    @property
    def hostname(self) -> str:
        """The configured host name."""
        return self.running.value("hostname") or "Router"

    @property
    def zone(self) -> TimeZone:
        """The time zone in which it shows times; its clock keeps UTC."""
        lines = (self.running.child("clock timezone"), self.running.child("clock summer-time"))
        return time_zone(*(line.text if line else "" for line in lines))

    def local(self, moment: datetime.datetime) -> LocalTime:
        """A moment as this router shows it."""
        return self.zone.local(moment)

    def log_time(self, moment: datetime.datetime, *, debug: bool = False) -> str:
        """A moment as its log has it, of a debug's line or of any other."""
        service = self.running.child(f"service timestamps {'debug' if debug else 'log'}")
        return log_time(self.zone, moment, service.text if service else "")

    def note(self, mnemonic: str, text: str) -> None:
        """Write a syslog message; sessions with ``terminal monitor`` see it."""
        now = self.clock.now()
        entry = LogEntry(now, mnemonic, text, self.log_time(now, debug=not mnemonic))
        self.log.append(entry)
        for listener in tuple(self.log_listeners):
            listener(entry)

    def trace(self, text: str) -> None:
        """Write a line of a debug into the log."""
        self.note("", text)

    def configure(self, text: str, answers: Iterable[str] = (), *, source: str = "file") -> str:
        """Type configuration lines at the console and return what the router replied.

        Starts in global configuration mode and leaves it at the end. Questions get ``answers``, then yes.
        """
        session = Session(line_source=source)
        given = iter(answers)
        return run_dialogue(self.apply(session, text), given)

    def apply(self, session: Session, text: str) -> Dialogue:
        """Apply the lines of a file within ``session``; a copy to running-config, a boot, a rollback."""
        from lab.engine import config_line, leave

        kept = session.contexts
        session.contexts = [Context("config", self.running)]
        for line in text.splitlines():
            if not session.contexts:
                if line.strip() == "end":
                    continue
                session.contexts = [Context("config", self.running)]
            echo = session.line_source == "file" and self.quirks.copy_echoes_bad_line
            dialogue = self.faults.met(session, line, config_line(self, session, line))
            step = next(dialogue, None)
            while step is not None:
                if isinstance(step, Ask):
                    step = _send(dialogue, (yield step))
                    continue
                yield f"{line}\n{step}" if echo and step.lstrip(" ").startswith("^\n") else step
                step = next(dialogue, None)
        if session.contexts:
            leave(self, session)
        session.contexts = kept

    def execute(self, command: str, answers: Iterable[str] = (), *, privilege: int = 15) -> str:
        """Type one EXEC command at the console and return what the router printed."""
        from lab.execution import exec_line

        session = Session(privilege=privilege, length=0)
        return run_dialogue(exec_line(self, session, command), answers)

    def config_left(self, session: Session) -> None:
        """Somebody left configuration mode: remember who and when, and say so in the log."""
        self.eem.registered()
        if session.line_source == "boot":
            return
        if session.changed:
            self.last_change = (self.clock.now(), session.user)
            session.changed = False
            for listener in tuple(self.config_listeners):
                listener()
        if session.line_source == "terminal":
            self.note("SYS-5-CONFIG_I", f"Configured from console by {session.who}")

    def clock_updated(self, session: Session, before: str) -> None:
        """The clock showed ``before`` and shows something else now: say so in the log."""
        after = stamp(self.local(self.clock.now()))
        self.note(
            "SYS-6-CLOCKUPDATE",
            f"System clock has been updated from {before} to {after}, configured from console by {session.who}.",
        )

    def changed_by(self, user: str) -> None:
        """Remember who changed the configuration, as its second line says."""
        self.last_change = (self.clock.now(), user)

    def boot(self) -> None:
        """Load startup-config into an empty configuration, as after power-on."""
        self.running = ConfigTree()
        self.debugging = Debugging()
        self.shield_disabled = False
        self.configure(self.startup or "", source="boot")
        self.eem.reboot()
        self.last_change = None
        self.booted = self.clock.now()

    def cancel_reload(self) -> bool:
        """Forget a reload that was ordered for later; tell whether there was one."""
        ordered, self.scheduled = self.scheduled, None
        if ordered is not None:
            ordered[2].cancel()
        return ordered is not None

    def reload(self) -> None:
        """Restart: sessions end, what was not saved is gone."""
        self.cancel_reload()
        if self.pending is not None:
            for timer in self.pending.timers:
                timer.cancel()
            self.pending = None
        for session in tuple(self.sessions):
            session.end()
        self.sessions.clear()
        self.log.clear()
        self.counters.reloads += 1
        self.pki.reload()
        reloaded = getattr(self.vpn, "reloaded", None)
        if reloaded is not None:
            reloaded()
        self.client_profiles.clear()
        self.counters_cleared.clear()
        self.boot()
        self.note("SYS-5-RESTART", "System restarted --")
        for listener in tuple(self.reload_listeners):
            listener()

    def line_config(self, line: int) -> Node | None:
        """The ``line`` block of a terminal line: ``line con 0`` for 0, a VTY block for 2 and more."""
        if line < 2:
            return self.running.child("line con 0")
        for node in self.running.find("line vty"):
            numbers = [int(word) for word in node.text.split()[2:]]
            if numbers[0] <= line - 2 <= numbers[-1]:
                return node
        return None

    def free_vty(self) -> int | None:
        """The first VTY that nobody uses, ``None`` when all are taken."""
        taken = {session.line for session in self.sessions}
        for node in self.running.find("line vty"):
            numbers = [int(word) for word in node.text.split()[2:]]
            for vty in range(numbers[0], numbers[-1] + 1):
                if vty + 2 not in taken:
                    return vty + 2
        return None


def _send(dialogue: Dialogue, answer: str) -> str | Ask | None:
    try:
        return dialogue.send(answer)
    except StopIteration:
        return None
