"""Is everybody who is connected a user of ours, with an address of ours, over an interface like the template?"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import counted
from flexvpn.checks.addresses import pools_of
from flexvpn.checks.check import failed, passed, skipped, warned
from flexvpn.facts import crypto_session, derived_config, ikev2_sa, ikev2_stats
from flexvpn.facts.aaa import read_lockout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.facts.crypto_session import CryptoSession
    from flexvpn.router.inspection import Inspection

DERIVED = "show derived-config interface "
_FEW = 3


def client_sessions(inspection: Inspection) -> tuple[CryptoSession, ...]:
    """The client sessions that are up.

    Raises:
        NotUnderstood: the router's answer cannot be read.
    """
    return tuple(
        session
        for session in inspection.facts(crypto_session.read).records
        if session.interface.startswith("Virtual-Access") and session.status.startswith("UP")
    )


def derived_command(inspection: Inspection) -> str:
    """The command that shows one live interface: all are copies of one template. Empty without a session."""
    sessions = client_sessions(inspection)
    return f"{DERIVED}{sessions[0].interface}" if sessions else ""


def addresses(subject: Subject) -> Iterator[Verdict]:
    """Every session's address is from a pool of ours."""
    sessions = client_sessions(subject.inspection)
    if not sessions:
        yield skipped("nobody is connected")
        return
    names = {pool.name for pool in subject.headend.address_pools}
    ours = [held for name, held in pools_of(subject).items() if name in names]
    strange = [
        f"{session.username or session.peer} has {session.client}, which is in no pool of ours"
        for session in sessions
        if isinstance(session.client, IPv4Address) and not any(session.client in held for held in ours)
    ]
    unknown = sum(session.client is None for session in sessions)
    if strange:
        yield failed(
            _few(strange), "look at the authorization policy, or at a pool that shrank under a session"
        )
    elif unknown:
        yield warned(
            f"{unknown} of {counted(len(sessions), 'session')} without an address",
            "look at `show crypto session detail`",
        )
    else:
        yield passed(f"{counted(len(sessions), 'session')}, every address from {', '.join(sorted(names))}")


def users(subject: Subject) -> Iterator[Verdict]:
    """Every session's user is one of the intent; IOS-XE ignores the case of names."""
    named = [sa for sa in subject.facts(ikev2_sa.read).records if sa.user]
    peers = {(sa.remote, sa.remote_port) for sa in named}
    users = [sa.user or "" for sa in named]
    users += [
        session.username or ""
        for session in client_sessions(subject.inspection)
        if (session.peer, session.port) not in peers
    ]
    if not users:
        yield skipped("nobody is connected")
        return
    intended = {user.name.lower() for user in subject.headend.local_users.users}
    strange = sorted({name for name in users if name and name.lower() not in intended})
    unnamed = users.count("")
    if strange:
        first = strange[0] if len(strange) == 1 else "USER"
        why = {name.lower(): f" ({reason})" for name, reason in subject.barred.items()}
        text = f"not of the intent: {_few([name + why.get(name.lower(), '') for name in strange])}"
        yield failed(text, f"`headend sessions --disconnect {first}`, and remove the user")
    if unnamed:
        text = f"{counted(unnamed, 'session')} of {len(users)} without a user"
        yield warned(text, "look at `show crypto ikev2 sa detailed`: it names each user as `Remote EAP id`")
    if not (strange or unnamed):
        text = f"{counted(len(users), 'session')} of {counted(len(set(users)), 'user')}, all of the intent"
        yield passed(text)


def interface(subject: Subject) -> Iterator[Verdict]:
    """A live interface has the lines of the template, its IPsec protection among them."""
    command = next((asked for asked in subject.inspection.answers if asked.startswith(DERIVED)), "")
    if not command:
        yield skipped("nobody is connected")
        return
    live = derived_config.read(subject.inspection.answers[command], headend=subject.headend.name).only()
    template = subject.headend.virtual_template
    intended = [
        f"ip unnumbered Loopback{template.loopback}",
        f"ip mtu {template.mtu}",
        "tunnel mode ipsec ipv4",
        f"tunnel protection ipsec profile {template.ipsec_profile}",
    ]
    if subject.headend.nat:
        intended.append("ip nat inside")
    missing = [line for line in intended if line not in live.lines]
    if missing:
        yield failed(
            f"{live.interface} lacks {'; '.join(missing)}",
            "the session began with an older template: it ends with its next reconnect",
        )
    else:
        yield passed(f"{live.interface}: {'; '.join(intended)}")


def negotiations(subject: Subject) -> Iterator[Verdict]:
    """Not too many negotiations are half-open."""
    stats = subject.facts(ikev2_stats.read).only()
    half_open = (stats.incoming_negotiating or 0) + (stats.outgoing_negotiating or 0)
    most = subject.headend.expectations.half_open
    text = f"{half_open} negotiations under way, {stats.incoming_active or 0} IKE SAs active"
    if half_open > most:
        yield warned(f"{text}; {most} may be", "somebody may be knocking: `show crypto ikev2 diagnose error`")
    else:
        yield passed(text)


def authentications(subject: Subject) -> Iterator[Verdict]:
    """Most log-ins succeed."""
    rows = subject.facts(ikev2_stats.read_ext_service).records
    eap = next((row for row in rows if row.name.upper() == "AUTHENTICATION USING EAP"), None)
    total = ((eap.passed or 0) + eap.failed) if eap else 0
    if eap is None or not total:
        yield skipped("no authentication yet")
        return
    text = f"{eap.passed or 0} passed, {eap.failed} failed"
    if eap.failed * 100 > subject.headend.expectations.failed_percent * total:
        yield warned(text, "somebody may be guessing passwords: the log names them")
    else:
        yield passed(text)


def locked_out(subject: Subject) -> Iterator[Verdict]:
    """No user of ours is locked out."""
    intended = {user.name for user in subject.headend.local_users.users}
    locked = [row.user for row in subject.facts(read_lockout).records if row.user in intended]
    if locked:
        yield failed(
            f"locked out: {_few(locked)}",
            f"`clear aaa local user lockout username {locked[0]}`, once it is them",
            Admits.NOBODY if set(locked) == intended else Admits.SOME,
        )
    else:
        yield passed("nobody is locked out")


def _few(items: list[str]) -> str:
    more = len(items) - _FEW
    return ", ".join(items[:_FEW]) + (f" and {more} more" if more > 0 else "")
