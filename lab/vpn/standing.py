"""Whether a session can go on with the configuration as it is now.

What a session was made from is not asked again: a user, a pool or a certificate that goes leaves it alone
(docs/iosxe.md section 7). What carries it is [INF]: its interface, its IKEv2 profile, its IPsec profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.vpn.settings import interface

if TYPE_CHECKING:
    from lab.router import Router
    from lab.vpn.state import VpnSession


def stands(router: Router, session: VpnSession) -> bool:
    """Tell whether everything that carries the session is still there."""
    outside = interface(router, session.outside)
    return (
        outside is not None
        and outside.up
        and outside.address == session.local
        and router.running.child(f"crypto ikev2 profile {session.profile}") is not None
        and router.running.child(f"crypto ipsec profile {session.ipsec_profile}") is not None
    )
