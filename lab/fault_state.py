"""The faults of one router, acted out: asked by the connection, the terminal, the engine and SCP."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import re
from typing import TYPE_CHECKING

from lab.dialogue import Ask
from lab.fault import Fault, Latency, Question, Refuse, Reload, Reset, Silence, Slow, SlowScp, Syslog
from lab.fault_onset import begin, log_message
from lab.fault_wire import Gate, Severed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import asyncssh

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

    _Matches = Callable[[str, str], re.Match[str] | None]


@dataclasses.dataclass(slots=True)
class _Armed:
    """A fault that is set: how often it may still happen, and how it is taken back."""

    fault: Fault
    skip: int
    left: int | None
    whole: bool = False
    """A silence that concerns every connection, those to come as well."""
    undo: list[Callable[[], object]] = dataclasses.field(default_factory=list)

    def happens(self) -> bool:
        """Count one occasion; whether the fault happens on it."""
        if self.skip:
            self.skip -= 1
            return False
        if self.left is None:
            return True
        self.left -= 1
        return self.left >= 0


class Faults:
    """All faults of one router. Draws come from the seed and the router's name alone."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._armed: list[_Armed] = []
        self._gates: dict[int, Gate] = {}
        self._random = random.Random()  # noqa: S311 - faults of a simulation
        self.seed(0)

    def seed(self, number: int) -> None:
        """Begin the draws anew."""
        self._random.seed(f"{number} {self._router.name}")

    def active(self) -> tuple[Fault, ...]:
        """The faults that are set, those included that have happened as often as they may."""
        return tuple(armed.fault for armed in self._armed)

    def set(self, fault: Fault) -> None:
        """From now on the router has this fault; several of one kind may be set.

        Raises:
            ValueError: it cannot be had here.
        """
        armed = _Armed(fault, getattr(fault, "skip", 0), getattr(fault, "times", 0) or None)
        self._armed.append(armed)
        if isinstance(fault, Silence) and not fault.at and not fault.after_bytes:
            self._silence_all(armed, fault)
        elif isinstance(fault, Reset) and not fault.at and not fault.after_bytes:
            for gate in tuple(self._gates.values()):
                gate.reset()
        elif not isinstance(fault, Reload) or (not fault.at and armed.happens()):
            armed.undo.extend(begin(self._router, fault, self._random))

    def clear(self, kind: str = "") -> None:
        """Take back every fault, or those of one kind: silent lines speak, flash has room, the clock is right."""
        for armed in [a for a in self._armed if kind in ("", a.fault.kind)]:
            self._armed.remove(armed)
            for undo in reversed(armed.undo):
                undo()

    # What the connection asks.

    def connected(self, connection: asyncssh.SSHServerConnection, session: Session) -> None:
        """A connection is being made for ``session``."""
        gate = self._gates[id(session)] = Gate.between(connection, self._delay)
        for armed in tuple(self._armed):
            fault = armed.fault
            if isinstance(fault, Silence) and armed.whole:
                self._silence(armed, fault, gate)
            elif isinstance(fault, Silence | Reset) and not fault.at and fault.after_bytes:
                self._cut(armed, gate)

    def disconnected(self, session: Session) -> None:
        """The connection of ``session`` is over."""
        self._gates.pop(id(session), None)

    def _delay(self) -> float:
        seconds = 0.0
        for armed in self._armed:
            if isinstance(armed.fault, Latency):
                seconds += armed.fault.seconds + self._random.random() * armed.fault.jitter
        return seconds

    def _cut(self, armed: _Armed, gate: Gate) -> None:
        fault = armed.fault
        if not isinstance(fault, Silence | Reset) or not armed.happens():
            return
        count = fault.after_bytes + (self._random.randint(0, fault.spread) if fault.spread else 0)
        act = gate.reset if isinstance(fault, Reset) else lambda: self._silence(armed, fault, gate)
        if count:
            gate.count_down(count, act)
        else:
            act()

    def _silence_all(self, armed: _Armed, fault: Silence) -> None:
        armed.whole = True
        for gate in tuple(self._gates.values()):
            self._silence(armed, fault, gate)

    def _silence(self, armed: _Armed, fault: Silence, gate: Gate) -> None:
        if fault.everywhere and not armed.whole:
            self._silence_all(armed, fault)
            return
        gate.silence()
        armed.undo.append(gate.lift)
        if fault.seconds:
            asyncio.get_running_loop().call_later(fault.seconds, gate.lift)

    # What the terminal and SCP ask.

    async def meet(self, line: str, session: Session, when: str) -> None:
        """A session is about to run ``line``, or has run it and is about to answer.

        Raises:
            Severed: it never will.
        """
        for armed in tuple(self._armed):
            fault = armed.fault
            if isinstance(fault, Slow) and when == "before" and re.search(fault.at, line):
                await asyncio.sleep(fault.seconds)
            if not isinstance(fault, Reset | Silence | Reload) or not fault.at or fault.when != when:
                continue
            if re.search(fault.at, line) is None:
                continue
            gate = self._gates.get(id(session))
            if isinstance(fault, Reload):
                if armed.happens():
                    begin(self._router, fault, self._random)
                    raise Severed(line)
            elif gate is not None:
                self._cut(armed, gate)
                await gate.passage()

    async def pace(self, size: int) -> None:
        """SCP has ``size`` bytes to take or to give."""
        rates = [a.fault.bytes_per_second for a in self._armed if isinstance(a.fault, SlowScp)]
        if rates:
            await asyncio.sleep(size / max(1, min(rates)))

    # What the engine asks.

    def met(self, session: Session, line: str, dialogue: Dialogue, prompt: int = 0) -> Dialogue:
        """The dialogue of a line, as the faults let it go; ``prompt`` is the width of the prompt before it."""
        if not self._armed or session.line_source in ("boot", "replace") or session.collecting is not None:
            return dialogue
        # A pattern for configuration is not to hit the `show running-config | include …` that looks for it.
        matches = re.search if session.in_config or session.line_source != "terminal" else re.match
        return self._spoilt(line, dialogue, prompt, matches)

    def _spoilt(self, line: str, dialogue: Dialogue, prompt: int, matches: _Matches) -> Dialogue:
        if (yield from self._objects(line, prompt, matches)):
            return
        bursts = [a.fault for a in self._armed if isinstance(a.fault, Syslog) and a.fault.at]
        counts = [f for f in bursts if re.search(f.at, line)]
        if not counts:
            yield from dialogue
            return
        messages = [f.everywhere for f in counts for _ in range(f.count)]
        step = next(dialogue, None)
        while step is not None:
            if isinstance(step, Ask):
                answer = yield step
                try:
                    step = dialogue.send(answer)
                except StopIteration:
                    step = None
                continue
            for piece in step.splitlines(keepends=True):
                # Some of the messages come before this line of output, so that all come in the end.
                for _ in range(min(len(messages), self._random.randint(0, 3))):
                    log_message(self._router, self._random, everywhere=messages.pop())
                yield piece
            step = next(dialogue, None)
        while messages:
            log_message(self._router, self._random, everywhere=messages.pop())

    def _objects(self, line: str, prompt: int, matches: _Matches) -> Generator[str | Ask, str, bool]:
        text = line.strip()
        for armed in tuple(self._armed):
            fault = armed.fault
            if isinstance(fault, Refuse) and matches(fault.line, text) and text and armed.happens():
                column = prompt + len(line) - len(line.lstrip())
                caret = " " * column + "^\n" if "marker" in fault.reply else ""
                yield "" if fault.silently else f"{caret}{fault.reply}\n"
                return True
            if isinstance(fault, Question) and matches(fault.at, text) and text and armed.happens():
                answer = yield Ask(fault.prompt)
                if re.fullmatch(fault.accept, answer.strip()) is None:
                    return True
        return False
