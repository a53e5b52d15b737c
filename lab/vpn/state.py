"""VPN sessions of one router: made by a client's log-in, aged by the router's clock, ended by `clear`."""

from __future__ import annotations

import ipaddress
import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lab.vpn.standing import stands

if TYPE_CHECKING:
    from datetime import datetime

    from lab.router import Router
    from lab.vpn.ike import Suite
    from lab.vpn.settings import TransformSet

IKE_LIFETIME = 86400
IPSEC_LIFETIME = 3600
_KILOBYTES = 4_608_000


@dataclass(frozen=True, slots=True)
class VpnSession:
    """One client's IKE SA with its child SA and Virtual-Access interface."""

    tunnel_id: int
    session_id: int
    ce_id: int
    access: int
    user: str
    key_id: str
    local: str
    peer: str
    port: int
    address: str
    started: datetime
    suite: Suite
    transform: TransformSet
    profile: str
    ipsec_profile: str
    template: int
    pool: str
    local_spi: int
    remote_spi: int
    spi_in: int
    spi_out: int
    outside: str
    dpd: str | None = None
    lifetime: int | None = None
    routes: tuple[str, ...] = ()

    @property
    def interface(self) -> str:
        """`Virtual-Access1`."""
        return f"Virtual-Access{self.access}"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Counters of a session at one moment: they grow with the router's clock."""

    active: int
    packets_in: int
    packets_out: int
    kilobytes_in: int
    kilobytes_out: int
    ipsec_left: int
    requests: int


class VpnState:
    """Sessions and totals. Made with its router; asked by the configuration engine and the show commands."""

    def __init__(self, router: Router) -> None:
        """Start without sessions; SPIs come from the router's name, so that a run can be repeated."""
        self.router = router
        self.totals: Counter[str] = Counter()
        self._sessions: list[VpnSession] = []
        self._leases: set[int] = set()
        self._random = random.Random(router.name)  # noqa: S311 - SPIs of a simulation
        self._next_session = 1
        router.config_listeners.append(self.configured)

    @property
    def sessions(self) -> tuple[VpnSession, ...]:
        """Live sessions by tunnel id; those past their session-lifetime have ended, others rekeyed when due."""
        expired = [s for s in self._sessions if s.lifetime and self.age(s) >= s.lifetime]
        for session in expired:
            self.end(session)
        return tuple(self._rekeyed(s) for s in sorted(self._sessions, key=lambda s: s.tunnel_id))

    def configured(self) -> None:
        """Somebody changed the configuration: sessions whose interface or profile is gone end."""
        for session in self.sessions:
            if not stands(self.router, session):
                self.end(session)

    def _rekeyed(self, session: VpnSession) -> VpnSession:
        """The session with the SPIs that it has by now: the child SA's change each hour, the IKE SA's each day."""
        hours, days = self.age(session) // IPSEC_LIFETIME, self.age(session) // IKE_LIFETIME
        if hours:
            drawn = random.Random(f"{session.session_id} child {hours}")  # noqa: S311 - as above
            session = replace(session, spi_in=drawn.getrandbits(32), spi_out=drawn.getrandbits(32))
        if days:
            drawn = random.Random(f"{session.session_id} ike {days}")  # noqa: S311 - as above
            session = replace(session, local_spi=drawn.getrandbits(64), remote_spi=drawn.getrandbits(64))
        return session

    def _kept(self, session: VpnSession) -> VpnSession:
        """The session as it came up, whatever its SPIs are now."""
        return next((s for s in self._sessions if s.session_id == session.session_id), session)

    def user_rows(self) -> tuple[str, ...]:
        """The lower table of `show users`: VPN users, where a router shows them at all (docs/iosxe.md section 4)."""
        if not self.router.quirks.users_show_vpn:
            return ()
        return tuple(f"  Vi{s.access:<10} {s.user:18} {'IKEv2':12} {'-':8} {s.peer}" for s in self.sessions)

    @property
    def leases(self) -> frozenset[int]:
        """Addresses in use, as numbers."""
        return frozenset(self._leases)

    def begin(self) -> int:
        """Take the next session id: every attempt has one, and the debug prints it."""
        number = self._next_session
        self._next_session += 1
        return number

    def add(self, session: VpnSession) -> VpnSession:
        """Keep a session that has come up, with numbers and SPIs of its own."""
        live = self.sessions
        numbered = replace(
            session,
            tunnel_id=_lowest_free({s.tunnel_id for s in live}),
            access=_lowest_free({s.access for s in live}),
            ce_id=1000 + session.session_id,
            local_spi=self._random.getrandbits(64),
            remote_spi=self._random.getrandbits(64),
            spi_in=self._random.getrandbits(32),
            spi_out=self._random.getrandbits(32),
        )
        self._sessions.append(numbered)
        self._leases.add(int(ipaddress.IPv4Address(numbered.address)))
        self.totals["accepted"] += 1
        self.router.note(
            "LINEPROTO-5-UPDOWN", f"Line protocol on Interface {numbered.interface}, changed state to up"
        )
        return numbered

    def end(self, session: VpnSession) -> None:
        """The session is gone; address and interface are free again."""
        self._sessions.remove(self._kept(session))
        self._leases.discard(int(ipaddress.IPv4Address(session.address)))
        self.totals["deleted"] += 1
        self.router.note(
            "LINEPROTO-5-UPDOWN", f"Line protocol on Interface {session.interface}, changed state to down"
        )

    def age(self, session: VpnSession) -> int:
        """Seconds since the session came up."""
        return max(0, int((self.router.clock.now() - session.started).total_seconds()))

    def traffic(self, session: VpnSession) -> Traffic:
        """What has passed until now: a steady trickle, another for each session."""
        session, active = self._kept(session), self.age(session)
        rate_in, rate_out = 1 + session.spi_in % 7, 1 + session.spi_out % 5
        since_rekey = active % IPSEC_LIFETIME
        return Traffic(
            active=active % IKE_LIFETIME,
            packets_in=5 + active * rate_in,
            packets_out=2 + active * rate_out,
            kilobytes_in=_KILOBYTES - 10 - since_rekey * rate_in // 2,
            kilobytes_out=_KILOBYTES - 1 - since_rekey * rate_out // 2,
            ipsec_left=IPSEC_LIFETIME - since_rekey,
            requests=6 + active // 30,
        )

    def template_locked(self, number: int) -> bool:
        """Tell whether Virtual-Template `number` has a live Virtual-Access (docs/iosxe.md section 7)."""
        return any(s.template == number for s in self.sessions)

    def user_locked_out(self, username: str) -> bool:
        """Reserved: the core keeps the lock-out table."""
        del username
        return False

    def profile_content(self, name: str) -> bytes | None:
        """The client profile as this router would hash and send it now."""
        node = self.router.running.child(f"crypto vpn anyconnect profile {name}")
        if node is None:
            return None
        path = node.text.split()[-1]
        kept = self.router.client_profiles.get(name)
        if self.router.quirks.vpn_profile_cached and kept is not None:
            return kept
        return self.router.flash.read(path) if self.router.flash.exists(path) else None

    def reloaded(self) -> None:
        """The router restarts: every session ends and every total is zero."""
        self._sessions.clear()
        self._leases.clear()
        self.totals.clear()
        self._next_session = 1


def _lowest_free(taken: set[int]) -> int:
    number = 1
    while number in taken:
        number += 1
    return number
