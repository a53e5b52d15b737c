"""The router whose shows the parsers read: the document's configuration, two clients connected, a day later."""

from __future__ import annotations

from datetime import timedelta

from lab.clock import ManualClock
from lab.router import Router
from lab.session import Session
from lab.vpn.connect import connect_many
from tests.lab.vpn.document import DOWNLOAD, MAIN, NAT, client, router

RELEASES = ("16.9.2", "17.3.4", "17.9.4", "17.15.5", "26.2.1")
AGE = 90061
EXTRA = """\
archive
 path bootflash:archive
 maximum 5
interface GigabitEthernet1
 description Outside
interface Loopback9
 shutdown
ip route 0.0.0.0 0.0.0.0 192.0.2.254
ip route 10.8.0.0 255.255.0.0 192.0.2.253
ntp server 192.0.2.123
ntp server 192.0.2.124
"""


def headend(release: str, clients: int = 2) -> Router:
    """Configured, saved, archived, in use by clients and one administrator."""
    made = router(MAIN + NAT + DOWNLOAD, release=release)
    made.configure(EXTRA)
    made.pki.save()
    made.execute("write memory")
    made.execute("archive config")
    connect_many(made, client(), clients)
    assert isinstance(made.clock, ManualClock)
    made.clock.advance(AGE)
    made.sessions.append(
        Session(
            user="admin",
            line=2,
            peer="198.51.100.7",
            started=made.clock.now(),
            last_input=made.clock.now() - timedelta(seconds=65),
        )
    )
    return made
