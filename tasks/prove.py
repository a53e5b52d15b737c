"""Proof that a push stands: a second log-in, a new inspection, an empty plan, checks, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import paramiko

from flexvpn.errors import HeadendFailed
from flexvpn.push import judge, touches_login
from tasks.access import limited, open_client
from tasks.inspect_headend import inspect_headend
from tasks.link import Link

if TYPE_CHECKING:
    from flexvpn.finding import Finding
    from flexvpn.inspection import Inspection
    from flexvpn.plan import Plan
    from flexvpn.push import Bundle

_READY = b"\x00"
_TIMEOUT = 20.0


class NotProved(HeadendFailed):
    """The router took everything, and yet it is not as it should be."""

    code = "E214"
    advice = "mend the reasons that are named"


def prove(
    link: Link, plan: Plan, bundle: Bundle, before: Inspection
) -> tuple[Inspection, tuple[Finding, ...]]:
    """Read the router anew, trusting nothing of the push; the first session stays open all the while.

    Raises:
        NotProved: every reason.
        HeadendFailed: the second log-in failed, or an answer cannot be read.
    """
    if touches_login(plan):
        log_in_again(link)
    after = inspect_headend(link, bundle.files, also=bundle.also)
    reasons, findings = judge(plan, bundle, before, after)
    if reasons:
        text = "\n".join(f"  - {reason}" for reason in reasons)
        raise NotProved(link.headend, "prove", f"the push is not proved:\n{text}")
    return after, findings


def log_in_again(link: Link) -> None:
    """Log in a second time, to privilege 15, and let the SCP server say that it is ready.

    Raises:
        LoginRefused, Unreachable: the next operator would not get in.
        NotProved: SCP does not open.
    """
    second = Link(link.access)
    second.disconnect()
    link.lines_sent += second.lines_sent
    link.other_log_ins += second.log_ins
    client = open_client(link.access)
    link.other_log_ins += 1
    try:
        with limited(client, _TIMEOUT):
            channel = client.get_transport().open_session()
            channel.exec_command("scp -t bootflash:/")
            answer: bytes = channel.recv(200)
    except (paramiko.SSHException, OSError, EOFError) as error:
        answer = str(error).encode()
    finally:
        client.close()
    if answer != _READY:
        said = answer.lstrip(b"\x01\x02").decode(errors="replace")
        raise NotProved(link.headend, "prove", "SCP no longer opens after this push", reply=said)
