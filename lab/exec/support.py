"""Shows that somebody asks for who looks for a fault: ``show tech-support``, the clock's source, SSH, aliases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand
from lab.execution import ALIASES, exec_line

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

TECH = (
    "show clock",
    "show version",
    "show running-config",
    "show interfaces",
    "show ip interface",
    "show processes cpu",
    "show memory statistics",
    "show file systems",
    "show logging",
)
IPSEC = (
    "show version",
    "show running-config",
    "show crypto ikev2 stats",
    "show crypto ikev2 sa detailed",
    "show crypto ikev2 session detailed",
    "show crypto session detail",
    "show crypto ipsec sa",
    "show crypto ssl session",
)
SECRET = re.compile(r"((?:password|secret|pre-shared-key|key) \d )\S+")
HELP = """\
Help may be requested at any point in a command by entering
a question mark '?'.  If nothing matches, the help list will
be empty and you must backup until entering a '?' shows the
available options.
Two styles of help are provided:
1. Full help is available when you are ready to enter a
   command argument (e.g. 'show ?') and describes each possible
   argument.
2. Partial help is provided when an abbreviated argument is entered
   and you want to know what arguments match the input
   (e.g. 'show pr?'.)

"""
NTP_OFF = "%NTP is not enabled.\n"


def show_tech(router: Router, session: Session, args: str) -> Dialogue:
    """``show tech-support [ipsec]``: the shows that support asks for, passwords taken out."""
    for command in IPSEC if args == "ipsec" else TECH:
        yield f"\n------------------ {command} ------------------\n\n"
        for step in exec_line(router, session, command):
            yield SECRET.sub(r"\1<removed>", step) if isinstance(step, str) else step


def show_ntp_status(router: Router, _session: Session, _args: str) -> Dialogue:
    """Whether the clock follows a server, and which."""
    servers = [node.text.split()[2] for node in router.running.find("ntp server")]
    if not servers:
        yield NTP_OFF
        return
    if router.clock.synchronised:
        yield f"Clock is synchronized, stratum 3, reference is {servers[0]}      \n"
    else:
        yield "Clock is unsynchronized, stratum 16, no reference clock\n"
    yield "nominal freq is 250.0000 Hz, actual freq is 249.9998 Hz, precision is 2**10\n"


def show_ntp_associations(router: Router, _session: Session, _args: str) -> Dialogue:
    """One row for each server."""
    servers = [node.text.split()[2] for node in router.running.find("ntp server")]
    if not servers:
        yield NTP_OFF
        return
    yield "\n  address         ref clock       st   when   poll reach  delay  offset   disp\n"
    for number, server in enumerate(servers):
        follows = router.clock.synchronised and not number
        mark, source = ("*~", ".GPS.") if follows else (" ~", ".INIT.")
        stratum, reach, late = (2, 377, "1.000") if follows else (16, 0, "0.000")
        yield f"{mark}{server:<16}{source:<16}{stratum:>2}     12     64{reach:>6}  {late}   0.000  1.945\n"
    yield " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured\n"


def show_ssh(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show ssh``: who came by SSH, two rows each."""
    users = [session for session in router.sessions if session.line > 1]
    if not users:
        yield "%No SSHv2 server connections running.\n"
    else:
        yield "Connection Version Mode Encryption  Hmac         State                 Username\n"
    for number, session in enumerate(users):
        for mode in ("IN", "OUT"):
            yield f"{number:<11}2.0     {mode:<5}aes128-ctr  hmac-sha2-256  Session started       {session.user}\n"
    yield "%No SSHv1 server connections running.\n"


def show_aliases(router: Router, _session: Session, _args: str) -> Dialogue:
    """Those of the image, then those of the configuration."""
    yield "Exec mode aliases:\n"
    own = dict(node.text.split(None, 3)[2:4] for node in router.running.find("alias exec"))
    yield "".join(f"  {name:<22}{text}\n" for name, text in sorted((ALIASES | own).items()))


def show_bootvar(router: Router, _session: Session, _args: str) -> Dialogue:
    """What the router would boot."""
    images = [node.text.split()[-1] for node in router.running.find("boot system")] or [
        "bootflash:packages.conf"
    ]
    yield f"BOOT variable = {''.join(f'{image},1;' for image in images)}\n"
    yield "CONFIG_FILE variable does not exist\nBOOTLDR variable does not exist\n"
    yield "Configuration register is 0x2102\n\nStandby not ready to show bootvar\n\n"


def give_help(_router: Router, _session: Session, _args: str) -> Dialogue:
    """``help``."""
    yield HELP


COMMANDS = (
    ExecCommand("show tech-support", show_tech, 15, "Show system information for Tech-Support", "[ipsec]"),
    ExecCommand("show ntp status", show_ntp_status, 1, "NTP status", ""),
    ExecCommand("show ntp associations", show_ntp_associations, 1, "NTP associations", ""),
    ExecCommand("show ssh", show_ssh, 1, "Status of SSH server connections", ""),
    ExecCommand("show aliases", show_aliases, 1, "Display alias commands", "[exec]"),
    ExecCommand("show bootvar", show_bootvar, 1, "Boot and related environment variable", ""),
    ExecCommand("help", give_help, 0, "Description of the interactive help system", ""),
)
