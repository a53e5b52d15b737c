"""A terminal session on a router: one line out, its whole answer back, every question answered."""

from __future__ import annotations

import codecs
import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from netmiko.channel import SSHChannel
from netmiko.cisco.cisco_ios import CiscoIosSSH

from flexvpn.base.errors import CommandRefused, ConnectionLost, LoginRefused, Unanswered, Unreachable
from flexvpn.ios.dialogues import CONFIRM, FILENAME, Question
from flexvpn.ios.replies import refusals
from flexvpn.ios.withheld import withhold
from tasks.session.access import Access, open_client, open_shell

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger("headend.link")

IDLE = 30.0
"""Seconds without a byte after which a router counts as silent; some commands take longer and say so."""
_GRACE = 5.0
_CHUNK = 65536
_TAIL = 400
_PREFIX = 16
"""Characters of the host name to look for in a prompt: IOS-XE shortens it to 20 in configuration modes."""


_ASKS = re.compile(r"(?:\?|\[(?!OK\])[^\]\n]*\]\s*:?|[Pp]assword\s*:)\s*$")


class Link(CiscoIosSSH):
    """netmiko's driver for IOS-XE over a connection of ours, with an expect loop that waits for data, not for time.

    Attributes:
        access: how it was opened; further connections to the same router are opened the same way.
        lines_sent: number of lines that the router's command line has received.
        log_ins: number of SSH log-ins so far.
        other_log_ins: number of log-ins for file transfers, and for the proof that the next operator gets in.
        privilege: level at log-in, 15.
        configuring: True where the last prompt was one of configuration mode.
    """

    def __init__(self, access: Access) -> None:
        """Log in, widen the terminal and switch paging off.

        Raises:
            Unreachable, HostKeyRefused: see `open_client`.
            LoginRefused: the credentials are refused, or the log-in does not reach privilege 15.
        """
        self.access = access
        self.lines_sent = 0
        self.log_ins = 0
        self.other_log_ins = 0
        self.privilege = 0
        self.configuring = False
        self._lost = False
        self._prompt = re.compile(r"(?:^|\n)(?P<host>[^\s#>]{1,80})(?P<mode>[#>]) ?$")
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        super().__init__(
            host=access.host,
            port=access.port,
            username=access.username,
            device_type="cisco_xe",
            auto_connect=False,
        )
        self._open()

    @property
    def headend(self) -> str:
        """The router's name in the inventory."""
        return self.access.headend

    @property
    def usable(self) -> bool:
        """True while the connection is open and no question of the router waits for an answer."""
        channel: Any = self.remote_conn
        return not self._lost and channel is not None and not channel.closed and not channel.eof_received

    def establish_connection(self, width: int = 511, height: int = 1000) -> None:
        """Open an interactive session over our own socket, host key checked."""
        self.remote_conn_pre = open_client(self.access)
        self.log_ins += 1
        self.remote_conn = open_shell(self.access, self.remote_conn_pre, width, height)
        self.channel = SSHChannel(conn=self.remote_conn, encoding=self.encoding)

    def _try_session_preparation(self, force_data: bool = False) -> None:  # noqa: FBT001, FBT002 - netmiko's signature
        del force_data  # netmiko sends a blank line here and sleeps; the router prompts without being asked
        super()._try_session_preparation(force_data=False)

    def session_preparation(self) -> None:
        """Learn the prompt, switch paging off, read the privilege: three lines."""
        self._read("log-in", (self._prompt,), IDLE)
        # A banner may end in "#" as well: only the prompt that follows an answer is one.
        greeting = self._exchange("terminal width 511", (), IDLE)
        prompt = self._prompt.search(greeting)
        if prompt is None:  # _exchange returns at a prompt only
            raise Unreachable(self.headend, "log-in", "the router shows no prompt")
        if prompt["mode"] != "#":
            raise LoginRefused(
                self.headend,
                "log-in",
                f"user {self.access.username} does not land in a privileged shell",
                hint=_PRIVILEGE,
            )
        self.base_prompt = prompt["host"][:_PREFIX]
        self._prompt = re.compile(
            rf"(?:^|\n){re.escape(self.base_prompt)}[^\s#>()]{{0,60}}(?:\([^)\n]*\))?[#>] ?$"
        )
        self.ask("terminal length 0")
        answer = self.ask("show privilege")
        level = re.search(r"privilege level is (\d+)", answer)
        self.privilege = int(level[1]) if level else 0
        if self.privilege != 15:  # noqa: PLR2004 - IOS's highest
            problem = f"user {self.access.username} lands at privilege {self.privilege}, not 15"
            raise LoginRefused(
                self.headend, "log-in", problem, reply="" if level else answer, hint=_PRIVILEGE
            )

    def ask(
        self, line: str, *, questions: Iterable[Question] = (), idle: float = IDLE, shown: str | None = None
    ) -> str:
        """Send one line and return what the router printed, without echo and prompt.

        Args:
            line: what is typed.
            questions: those that the router may ask before it is done, any number of times.
            idle: seconds without a byte after which the connection counts as lost.
            shown: how logs and errors show a line that holds a secret.

        Raises:
            ConnectionLost: the connection broke, or the router stayed silent.
            Unanswered: the router asks a question that is not among these.
        """
        text = self._exchange(line, tuple(questions), idle, shown)
        prompt = self._prompt.search(text)
        self.configuring = prompt is not None and "(" in prompt[0]
        return self._prompt.sub("", text).strip("\n")

    def must(
        self, line: str, *, questions: Iterable[Question] = (), idle: float = IDLE, shown: str | None = None
    ) -> str:
        """Like `ask`, for a line that the router has to accept.

        Raises:
            CommandRefused: it answered with an error; its words are in the exception.
        """
        reply = self.ask(line, questions=questions, idle=idle, shown=shown)
        if refused := refusals(reply):
            raise CommandRefused(
                self.headend, shown or line, "the router refuses the line", reply="\n".join(refused)
            )
        return reply

    def send_command(self, command_string: str, *_: Any, **__: Any) -> str:  # noqa: ANN401
        """Netmiko's name for `ask`, for drivers that are built on netmiko: one line instead of two."""
        return self.ask(command_string, questions=(FILENAME, CONFIRM))

    def write_channel(self, out_data: str) -> None:
        """Send text and count its lines; never through netmiko's own log, which knows none of our secrets."""
        self.lines_sent += out_data.count("\n")
        self.channel.write_channel(out_data)

    def cleanup(self, command: str = "exit") -> None:
        """Leave with one line; not where a question may be open, as the line would be its answer."""
        if self.usable:
            with suppress(*_BROKEN):
                self.write_channel(command + self.RETURN)

    def _exchange(
        self, line: str, questions: tuple[Question, ...], idle: float, shown: str | None = None
    ) -> str:
        name = shown or line
        log.debug("%s> %s", self.headend, name)
        self._lost = True  # until the answer has come whole
        patterns = (self._prompt, *(question.pattern for question in questions))
        self._send(name, line)
        printed, which = self._read(name, patterns, idle, echo=line)
        whole = printed
        while which > 0:
            self._send(name, questions[which - 1].answer)
            printed, which = self._read(name, patterns, idle)
            whole += printed
        self._lost = False
        return whole

    def _send(self, name: str, line: str) -> None:
        try:
            self.write_channel(line + self.RETURN)
        except _BROKEN as error:
            raise ConnectionLost(self.headend, name, "the connection is gone") from error

    def _read(
        self, name: str, patterns: tuple[re.Pattern[str], ...], idle: float, echo: str = ""
    ) -> tuple[str, int]:
        """Read until the text ends with one of the patterns; text before the echo of our line is not its answer."""
        text, echoed = "", not echo
        while True:
            text += self._receive(name, idle, text, answering=echoed)
            if not echoed:
                newline = _after_echo(echo, text)
                if newline < 0:
                    continue
                # The newline stays: a prompt begins a line.
                echoed, text = True, text[newline:]
            for number, pattern in enumerate(patterns):
                if pattern.search(text[-_TAIL:]):
                    return text, number

    def _receive(self, name: str, idle: float, so_far: str, *, answering: bool) -> str:
        """The next piece of the answer, waited for without polling."""
        channel: Any = self.remote_conn
        waited = 0.0
        while True:
            step = min(_GRACE, idle - waited)
            channel.settimeout(step)
            try:
                data: bytes = channel.recv(_CHUNK)
            except TimeoutError as error:
                waited += step
                if answering and _ASKS.search(so_far[-_TAIL:]):
                    raise self._unexpected(name, so_far) from error
                if waited >= idle:
                    problem = f"no answer for {idle:.0f} s"
                    raise ConnectionLost(self.headend, name, problem, reply=_last(so_far)) from error
                continue
            except _BROKEN as error:
                raise ConnectionLost(self.headend, name, "the connection broke") from error
            if not data:
                problem = "the router closed the connection"
                raise ConnectionLost(self.headend, name, problem, reply=_last(so_far))
            return self._decoder.decode(data).replace("\r", "")

    def _unexpected(self, name: str, text: str) -> Unanswered:
        question = _last(text)
        # Ctrl-C takes most questions back; if not, the session is closed with the question open.
        with suppress(*_BROKEN):
            self.write_channel("\x03")
        return Unanswered(
            self.headend, name, "the router asks something that this program has no answer to", reply=question
        )


_BROKEN = (OSError, EOFError)
"""What paramiko raises where the connection is gone: EOFError where it had not noticed that when we wrote."""
_PRIVILEGE = (
    "file transfer needs privilege 15 at log-in: `username NAME privilege 15 …` and, with `aaa new-model`, "
    "`aaa authorization exec default local`"
)


def _after_echo(echo: str, text: str) -> int:
    """Where the line that echoes our command ends in the text; -1 where it has not come.

    A router may print a command that it does not echo: ``Enter "configure confirm" if you wish to keep what you've
    configured`` comes a minute before a revert timer ends, and what follows it is no answer.
    """
    echoed = re.search(rf"{re.escape(echo)}(?=\s)", text)
    return text.find("\n", echoed.end()) if echoed else -1


def _last(text: str) -> str:
    """The last lines of half an answer, secrets withheld: it may be a configuration with other people's secrets."""
    lines = [line for line in withhold(text).splitlines() if line.strip()]
    return "\n".join(lines[-3:])
