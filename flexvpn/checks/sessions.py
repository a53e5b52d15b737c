"""Who is connected: as a user of ours, with an address of ours, over an interface that is as the template says."""

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
    """Sessions of clients that are up.

    Raises:
        NotUnderstood: the router's answer cannot be read.
    """
    return tuple(
        session
        for session in inspection.facts(crypto_session.read).records
        if session.interface.startswith("Virtual-Access") and session.status.startswith("UP")
    )


def derived_command(inspection: Inspection) -> str:
    """What to ask of one live interface, not of each: all are copies of one template. Empty without a session."""
    sessions = client_sessions(inspection)
    return f"{DERIVED}{sessions[0].interface}" if sessions else ""


def addresses(subject: Subject) -> Iterator[Verdict]:
    """Every session's address is from our pools."""
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
    """Every session's user is one of the intent; IOS-XE does not tell the case of names apart."""
    named = [sa for sa in subject.facts(ikev2_sa.read).records if sa.user]
    peers = {(sa.remote, sa.remote_port) for sa in named}
    found = [sa.user or "" for sa in named]
    found += [
        one.username or "" for one in client_sessions(subject.inspection) if (one.peer, one.port) not in peers
    ]
    if not found:
        yield skipped("nobody is connected")
        return
    known = {user.name.lower() for user in subject.headend.local_users.users}
    strange = sorted({name for name in found if name and name.lower() not in known})
    nameless = found.count("")
    if strange:
        first = strange[0] if len(strange) == 1 else "USER"
        why = {name.lower(): f" ({reason})" for name, reason in subject.barred.items()}
        text = f"not of the intent: {_few([name + why.get(name.lower(), '') for name in strange])}"
        yield failed(text, f"`headend sessions --disconnect {first}`, and remove the user")
    if nameless:
        text = f"{counted(nameless, 'session')} of {len(found)} without a user"
        yield warned(text, "look at `show crypto ikev2 sa detailed`: it names each user as `Remote EAP id`")
    if not (strange or nameless):
        text = f"{counted(len(found), 'session')} of {counted(len(set(found)), 'user')}, all of the intent"
        yield passed(text)


def interface(subject: Subject) -> Iterator[Verdict]:
    """A live interface carries what the template says, and is protected."""
    command = next((asked for asked in subject.inspection.answers if asked.startswith(DERIVED)), "")
    if not command:
        yield skipped("nobody is connected")
        return
    found = derived_config.read(subject.inspection.answers[command], headend=subject.headend.name).only()
    template = subject.headend.virtual_template
    wanted = [
        f"ip unnumbered Loopback{template.loopback}",
        f"ip mtu {template.mtu}",
        "tunnel mode ipsec ipv4",
        f"tunnel protection ipsec profile {template.ipsec_profile}",
    ]
    if subject.headend.nat:
        wanted.append("ip nat inside")
    missing = [line for line in wanted if line not in found.lines]
    if missing:
        yield failed(
            f"{found.interface} lacks {'; '.join(missing)}",
            "the session began with an older template: it ends with its next reconnect",
        )
    else:
        yield passed(f"{found.interface}: {'; '.join(wanted)}")


def negotiations(subject: Subject) -> Iterator[Verdict]:
    """No pile of half-open negotiations."""
    found = subject.facts(ikev2_stats.read).only()
    half_open = (found.incoming_negotiating or 0) + (found.outgoing_negotiating or 0)
    most = subject.headend.expectations.half_open
    text = f"{half_open} negotiations under way, {found.incoming_active or 0} IKE SAs active"
    if half_open > most:
        yield warned(f"{text}; {most} may be", "somebody may be knocking: `show crypto ikev2 diagnose error`")
    else:
        yield passed(text)


def authentications(subject: Subject) -> Iterator[Verdict]:
    """Most of those who knock are let in."""
    rows = subject.facts(ikev2_stats.read_ext_service).records
    found = next((row for row in rows if row.name.upper() == "AUTHENTICATION USING EAP"), None)
    total = ((found.passed or 0) + found.failed) if found else 0
    if found is None or not total:
        yield skipped("no authentication yet")
        return
    text = f"{found.passed or 0} passed, {found.failed} failed"
    if found.failed * 100 > subject.headend.expectations.failed_percent * total:
        yield warned(text, "somebody may be guessing passwords: the log names them")
    else:
        yield passed(text)


def locked_out(subject: Subject) -> Iterator[Verdict]:
    """No user of ours is locked out."""
    known = {user.name for user in subject.headend.local_users.users}
    locked = [row.user for row in subject.facts(read_lockout).records if row.user in known]
    if locked:
        yield failed(
            f"locked out: {_few(locked)}",
            f"`clear aaa local user lockout username {locked[0]}`, once it is them",
            Admits.NOBODY if set(locked) == known else Admits.SOME,
        )
    else:
        yield passed("nobody is locked out")


def _few(items: list[str]) -> str:
    more = len(items) - _FEW
    return ", ".join(items[:_FEW]) + (f" and {more} more" if more > 0 else "")
