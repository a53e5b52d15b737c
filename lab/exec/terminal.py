"""Commands about the session itself: privilege, terminal, configuration mode, leaving."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.dialogue import Ask, ExecCommand
from lab.session import Context

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

CONFIGURE = "Enter configuration commands, one per line.  End with CNTL/Z.\n"


def enable(router: Router, session: Session, args: str) -> Dialogue:
    """``enable``: asks for the secret unless the session has the privilege already."""
    level = int(args or 15)
    if session.privilege >= level:
        session.privilege = level
        return
    if not router.accounts.has_enable:
        if session.line == 0:
            session.privilege = level
        elif router.running.has("aaa new-model"):
            yield "% Error in authentication.\n\n"
        else:
            yield "% No password set\n"
        return
    for _ in range(3):
        password = yield Ask("Password: ", echo=False)
        if router.accounts.verify_enable(password):
            session.privilege = level
            return
        if router.running.has("aaa new-model"):
            yield "% Access denied\n\n"
            return
    yield "% Bad secrets\n\n"


def disable(_router: Router, session: Session, args: str) -> Dialogue:
    """``disable``: down to privilege 1."""
    session.privilege = min(session.privilege, int(args or 1))
    yield from ()


def leave(_router: Router, session: Session, _args: str) -> Dialogue:
    """``exit``, ``logout``, ``quit``: the session ends."""
    session.closing = True
    yield from ()


def configure_terminal(router: Router, session: Session, _args: str) -> Dialogue:
    """Enter configuration mode."""
    yield CONFIGURE
    session.contexts = [Context("config", router.running)]


def configure_bare(router: Router, session: Session, _args: str) -> Dialogue:
    """``configure`` asks where from."""
    source = yield Ask("Configuring from terminal, memory, or network [terminal]? ")
    if source.strip() and not "terminal".startswith(source.strip()):
        yield '?Must be "terminal", "memory" or "network"\n'
        return
    yield from configure_terminal(router, session, "")


def terminal_length(_router: Router, session: Session, args: str) -> Dialogue:
    """Lines per page; 0 never stops."""
    session.length = int(args)
    yield from ()


def terminal_width(_router: Router, session: Session, args: str) -> Dialogue:
    """Columns of the terminal."""
    session.width = int(args)
    yield from ()


def terminal_monitor(_router: Router, session: Session, _args: str) -> Dialogue:
    """Log messages appear in this session from now on."""
    session.monitor = True
    yield from ()


def terminal_no_monitor(_router: Router, session: Session, _args: str) -> Dialogue:
    """Log messages no longer appear here."""
    session.monitor = False
    yield from ()


def quiet(_router: Router, _session: Session, _args: str) -> Dialogue:
    """Settings that change nothing that anybody can see here."""
    yield from ()


def show_privilege(_router: Router, session: Session, _args: str) -> Dialogue:
    """The session's privilege level."""
    yield f"Current privilege level is {session.privilege}\n"


def show_terminal(router: Router, session: Session, _args: str) -> Dialogue:
    """The line as it is set now (form as genie reads it; special characters and modem lines left out)."""
    line = router.line_config(session.line)
    allowed = line.child("transport input") if line is not None else None
    transports = allowed.text.removeprefix("transport input ") if allowed is not None else "none"
    yield f'Line {session.line}, Location: "", Type: "xterm"\n'
    yield f"Length: {session.length} lines, Width: {session.width} columns\n"
    yield "Baud rate (TX/RX) is 9600/9600\n"
    yield "Status: PSI Enabled, Ready, Active, Ctrl-c Enabled, Automore On\n"
    yield "Capabilities: none\nModem state: Ready\n"
    yield f"Editing is enabled.\nHistory is enabled, history size is {session.history_size}.\n"
    yield f"Allowed input transports are {transports}.\n"
    yield "Allowed output transports are pad telnet rlogin ssh.\n"
    yield "Preferred transport is none.\n"


def show_history(_router: Router, session: Session, _args: str) -> Dialogue:
    """The last commands of this session."""
    yield "".join(f"  {line}\n" for line in session.history)


def history_size(_router: Router, session: Session, args: str) -> Dialogue:
    """``terminal history size N``."""
    session.history_size = max(1, int(args))
    yield from ()


def tclsh(_router: Router, session: Session, _args: str) -> Dialogue:
    """Enter the Tcl shell."""
    session.tclsh = True
    yield from ()


def send_log(router: Router, _session: Session, args: str) -> Dialogue:
    """``send log``: write a message of one's own into the log."""
    found = re.match(r"(?:(\d) )?(.*)", args)
    router.note(f"SYS-{(found and found[1]) or 7}-USERLOG_DEBUG", f"Message from tty(user id: ): {args}")
    yield from ()


def clear_line(router: Router, session: Session, args: str) -> Dialogue:
    """``clear line vty N``: throw somebody out."""
    answer = yield Ask("[confirm]")
    if answer.strip().lower() not in ("", "y"):
        return
    number = int(args.rsplit(maxsplit=1)[-1]) + (2 if "vty" in args else 0)
    for other in tuple(router.sessions):
        if other.line == number and other is not session:
            other.end()
    yield " [OK]\n"


COMMANDS = (
    ExecCommand("enable", enable, 0, "Turn on privileged commands", "[<level:0-15>]"),
    ExecCommand("disable", disable, 0, "Turn off privileged commands", "[<level:0-15>]"),
    ExecCommand("exit", leave, 0, "Exit from the EXEC", ""),
    ExecCommand("logout", leave, 0, "Exit from the EXEC", ""),
    ExecCommand("quit", leave, 1, "Exit from the EXEC", ""),
    ExecCommand("configure", configure_bare, 15, "Enter configuration mode", ""),
    ExecCommand("configure terminal", configure_terminal, 15, "Configure from the terminal", ""),
    ExecCommand("terminal length", terminal_length, 1, "Set number of lines on a screen", "<lines:0-512>"),
    ExecCommand("terminal width", terminal_width, 1, "Set width of the display terminal", "<columns:0-512>"),
    ExecCommand("terminal monitor", terminal_monitor, 1, "Copy debug output to the current line", ""),
    ExecCommand("terminal no monitor", terminal_no_monitor, 1, "", ""),
    ExecCommand("terminal history", quiet, 1, "Enable and control the command history function", ""),
    ExecCommand("terminal history size", history_size, 1, "Set history buffer size", "<lines:0-256>"),
    ExecCommand(
        "terminal no",
        quiet,
        1,
        "Negate a command or set its defaults",
        "{history|editing|exec prompt timestamp}",
    ),
    ExecCommand("terminal editing", quiet, 1, "Enable command line editing", ""),
    ExecCommand("terminal exec", quiet, 1, "Configure EXEC", "prompt {timestamp|expand}"),
    ExecCommand("show privilege", show_privilege, 1, "Show current privilege level", ""),
    ExecCommand("show terminal", show_terminal, 1, "Display terminal configuration parameters", ""),
    ExecCommand("show history", show_history, 1, "Display the session command history", ""),
    ExecCommand("tclsh", tclsh, 15, "Tool Command Language shell", ""),
    ExecCommand("send log", send_log, 15, "Logging message"),
    ExecCommand(
        "clear line", clear_line, 15, "Reset a terminal line", "[{console|aux|vty|tty}] <number:0-530>"
    ),
)
