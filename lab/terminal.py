"""A terminal: bytes in, characters echoed, lines edited, pages held, and the shell that runs on it.

Input is echoed only while a prompt waits for it, as a router does: what was typed ahead appears after the
prompt that it answers.
"""

from __future__ import annotations

import asyncio
import collections
from typing import TYPE_CHECKING, Protocol

from lab import banners, completion
from lab.dialogue import Ask
from lab.editor import Editor
from lab.pager import Pager
from lab.prompt import prompt_of

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import LogEntry, Router
    from lab.session import Session

CHUNKS = 64


class Wire(Protocol):
    """What a terminal needs of its connection."""

    def send(self, data: bytes) -> None:
        """Queue bytes for the client."""

    async def drained(self) -> None:
        """Wait until the client has room for more."""


class Closed(Exception):
    """The client is gone, or its time is up."""


class Terminal:
    """One interactive session on a router."""

    def __init__(self, router: Router, session: Session, wire: Wire) -> None:
        self.router = router
        self.session = session
        self._wire = wire
        self._input: collections.deque[str] = collections.deque()
        self._output: list[str] = []
        self._arrived = asyncio.Event()
        self._gone = False
        self._column = 0
        self._waiting: Editor | None = None
        session.say = self.interrupt

    def feed(self, data: bytes) -> None:
        """Bytes arrived from the client."""
        self._input.extend(data.decode("utf-8", "replace"))
        self._arrived.set()

    def hang_up(self) -> None:
        """The client closed the connection."""
        self._gone = True
        self._arrived.set()

    def write(self, text: str) -> None:
        """Print text; line ends become CR LF."""
        if text:
            self._output.append(text)
            self._column = len(text.rpartition("\n")[2])

    def flush(self) -> None:
        """Send what was printed; done before waiting for input, so that echo costs one packet, not many."""
        if self._output:
            text = "".join(self._output)
            self._output.clear()
            self._wire.send(text.replace("\r\n", "\n").replace("\n", "\r\n").encode())

    def log(self, entry: LogEntry) -> None:
        """A log message: shown when ``terminal monitor`` is on."""
        if self.session.monitor:
            self.interrupt(entry.render() + "\n")

    def interrupt(self, text: str) -> None:
        """Print in the middle of whatever goes on; a prompt that waits is printed again after it."""
        self.write(("\n" if self._column else "") + text)
        if self._waiting is not None:
            self._waiting.redraw()
        self.flush()

    def banner(self) -> None:
        """What is printed before the first prompt."""
        self.write("".join(banners.text(self.router, kind) for kind in ("motd", "exec")) + "\n")

    async def run(self) -> None:
        """Read and run lines until the session ends."""
        try:
            while not self.session.closing:
                prompt = prompt_of(self.router, self.session)
                line = await self.read_line(prompt, help_wanted=True)
                self.session.last_input = self.router.clock.now()
                await self._run_line(line, len(prompt))
        except Closed:
            return
        finally:
            self.flush()

    async def _run_line(self, line: str, prompt: int) -> None:
        from lab.shell import shell_line

        self.router.counters.cli_lines += 1
        self.router.counters.lines.append(line)
        if line.strip():
            self.session.history.append(line)
            del self.session.history[: -self.session.history_size]
        # In configuration mode only what `do` runs fills pages.
        paged = not self.session.in_config or line.split(None, 1)[:1] == ["do"]
        await self.router.faults.meet(line, self.session, "before")
        await self.drive(shell_line(self.router, self.session, line, prompt), paged=paged)
        await self.router.faults.meet(line, self.session, "after")

    async def drive(self, dialogue: Dialogue, *, paged: bool = True) -> None:
        """Run a dialogue against this terminal."""
        pager = Pager(self)
        step = next(dialogue, None)
        while step is not None:
            if isinstance(step, Ask):
                if not await pager.show("", last=True):
                    dialogue.close()
                    return
                answer = await self._answer(step)
                pager.begin_page()
                try:
                    step = dialogue.send(answer)
                except StopIteration:
                    return
                continue
            if paged and self.session.length:
                if not await pager.show(step):
                    dialogue.close()
                    return
            else:
                self.write(step)
            if len(self._output) > CHUNKS:
                self.flush()
                await self._wire.drained()
            step = next(dialogue, None)
        await pager.show("", last=True)

    async def _answer(self, ask: Ask) -> str:
        if not ask.one_key:
            return await self.read_line(ask.prompt, echo=ask.echo)
        self.write(ask.prompt)
        key = await self.key()
        if key in "\r\n":
            self._swallow_newline(key)
            self.write("\n")
            return ""
        self.write(key + "\n")
        # Scripts send "y" and Enter: the Enter that follows at once belongs to the answer.
        if self._input and self._input[0] in "\r\n":
            self._swallow_newline(await self.key())
        return key

    async def key(self) -> str:
        """The next character; ``Closed`` when there will be none."""
        if self.session.closing:
            raise Closed
        while not self._input:
            self.flush()
            if self._gone or self.session.closing:
                raise Closed
            self._arrived.clear()
            await self._arrived.wait()
        character = self._input.popleft()
        if character == "\x00":
            return await self.key()
        return character

    def _swallow_newline(self, key: str) -> None:
        """CR LF that came together is one Enter; an LF that comes later is another."""
        if key == "\r" and self._input and self._input[0] == "\n":
            self._input.popleft()

    async def read_line(self, prompt: str, *, echo: bool = True, help_wanted: bool = False) -> str:
        """Print ``prompt``, read and edit one line, and return it without its end."""
        self.write(prompt)
        editor = Editor(self, prompt, echo=echo)
        try:
            while True:
                self._waiting = editor
                key = await self.key()
                self._waiting = None
                if key in "\r\n":
                    self._swallow_newline(key)
                    self.write("\n")
                    return editor.text
                if help_wanted and key == "?" and not editor.quoted:
                    await self._help(editor)
                elif help_wanted and key == "\t":
                    completed = completion.complete(self.router, self.session, editor.text)
                    self.write("\n")
                    editor.replace(completed)
                elif key == "\x1a" and self.session.in_config and help_wanted:
                    self.write("^Z\n")
                    return await self._last_line(editor.text, len(prompt))
                elif key == "\x03":
                    self.write("^C\n" if self.session.in_config else "\n")
                    return "end" if self.session.in_config and help_wanted else ""
                else:
                    await editor.press(key)
        finally:
            self._waiting = None

    async def _help(self, editor: Editor) -> None:
        """What ``?`` prints, page by page, and the line again."""
        self.write("?\n")
        text = completion.help_text(self.router, self.session, editor.text)
        if self.session.length:
            await Pager(self).show(text)
        else:
            self.write(text)
        editor.redraw()

    async def _last_line(self, text: str, prompt: int) -> str:
        """Ctrl-Z takes the line before it ends the configuration mode."""
        if text.strip() and self.session.collecting is None:
            await self._run_line(text, prompt)
        return "end" if self.session.in_config else ""
