"""Proof that a push stands: a second log-in, a new inspection, an empty plan, checks, sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import paramiko

from flexvpn.base.errors import HeadendFailed, NotFinished, NotProved
from flexvpn.ios.config import alike, differing
from flexvpn.planning.push import judge, not_kept
from flexvpn.router.inspection import RUNNING, configuration
from tasks.read.inspect_headend import inspect_headend
from tasks.read.show import show
from tasks.session.access import limited, open_client
from tasks.session.link import Link

if TYPE_CHECKING:
    from flexvpn.base.finding import Finding
    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import Bundle
    from flexvpn.router.inspection import Inspection

_READY = b"\x00"
_TIMEOUT = 20.0
_SHOWN = 5
_CONFIRMED = "configure confirm"


def prove(
    link: Link, plan: Plan, bundle: Bundle, before: Inspection
) -> tuple[Inspection, tuple[Finding, ...]]:
    """Log in a second time and inspect the router again, trusting nothing of the push, whose session stays open.

    The second log-in is made whatever the push changed: an access list, an interface or a route can keep the next
    log-in out as a line of AAA can.

    Raises:
        NotProved: with every reason.
        HeadendFailed: the second log-in failed, or an answer cannot be read.
    """
    log_in_again(link)
    after = inspect_headend(link, bundle.files, also=bundle.also)
    reasons, findings = judge(plan, bundle, before, after)
    if reasons:
        text = "\n".join(f"  - {reason}" for reason in reasons)
        raise NotProved(link.headend, "prove", f"the push is not proved:\n{text}")
    return after, findings


def still_proved(link: Link, plan: Plan, bundle: Bundle, after: Inspection) -> None:
    """Return where what was proved still runs, once no revert timer is left: the router may have gone back instead.

    Args:
        link: an open session.
        plan: what was pushed.
        bundle: intent and materials.
        after: the inspection that proved it.

    Raises:
        NotProved: what was pushed is not there any more.
        NotFinished: it is there, but somebody has changed something else since.
    """
    running = configuration(link.headend, show(link, RUNNING))
    if alike(after.observation.config, running):
        return
    if lacking := not_kept(plan, bundle, replace(after.observation, config=running)):
        text = "\n".join(f"  - {reason}" for reason in lacking)
        problem = f"no revert timer is left, and running-config is not what was proved:\n{text}"
        raise NotProved(link.headend, _CONFIRMED, problem)
    parts = ", ".join(differing(after.observation.config, running)[:_SHOWN]) or "the order of lines"
    problem = f"running-config has changed since it was proved ({parts}); nothing was saved"
    state = "what was pushed runs, and no revert timer is left; startup-config was not written"
    raise NotFinished(link.headend, _CONFIRMED, problem, state=state)


def log_in_again(link: Link) -> None:
    """Log in a second time, to privilege 15, and see that the SCP server answers.

    Raises:
        NotProved: the next operator would not get in, or SCP does not open.
    """
    try:
        second = Link(link.access)
        second.disconnect()
        link.lines_sent += second.lines_sent
        link.other_log_ins += second.log_ins
        client = open_client(link.access)
    except HeadendFailed as error:
        problem = f"a fresh log-in fails after this push: {error.what}"
        raise NotProved(error.headend, error.step, problem, reply=error.reply, hint=error.hint) from error
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
