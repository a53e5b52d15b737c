"""What a router holds when the lab starts it: prepared for work, or fresh out of its box."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from lab import credentials
from lab.pki import factory as pki
from lab.releases import Behaviour
from lab.storage import save_startup

if TYPE_CHECKING:
    from lab.quirks import Quirks
    from lab.router import Router
    from lab.tree import ConfigTree

DOMAIN = "example.com"
SALTS = {"5": "mERr", "9": "nhEmQVczB7dqsO"}


def fill(router: Router, *, username: str, password: str, address: str, fresh: bool = False) -> None:
    """Configure the router as the lab's page describes it, and save that as its startup."""
    router.running = _common(str(router.release), router.quirks, fresh=fresh).copy()
    self_signed = pki.self_signed_name(router)
    lines = [
        f"hostname {router.name}",
        f"crypto pki trustpoint {self_signed}",
        " enrollment selfsigned",
        f" subject-name cn=IOS-Self-Signed-Certificate-{self_signed.rsplit('-', 1)[-1]}",
        " revocation-check none",
        f" rsakeypair {self_signed}",
        *_hash(router),
        f"username {username} privilege 15 secret {_secret(router, password)}",
        "interface GigabitEthernet1",
        f" ip address {address} 255.255.255.0",
        f"ip route 0.0.0.0 0.0.0.0 {address.rsplit('.', 1)[0]}.254",
    ]
    router.configure("\n".join(lines), source="boot")
    pki.install_licensing_ca(router)
    pki.install_self_signed(router, self_signed)
    save_startup(router, "")
    router.last_save = router.last_change = None
    router.log.clear()


@functools.lru_cache(maxsize=64)
def _common(release: str, quirks: Quirks, *, fresh: bool) -> ConfigTree:
    """What all routers of a release have in common: applied once, copied for each of a thousand."""
    from lab.router import Router

    router = Router("prototype", release, quirks=quirks)
    lines = [
        "service timestamps debug datetime msec",
        "service timestamps log datetime msec",
        *_if(router, Behaviour.PLATFORM_QFP, "platform qfp utilization monitor load 80"),
        "platform console virtual",
        "hostname prototype",
        f"ip domain name {DOMAIN}",
        *([] if fresh else ["login on-success log"]),
        "subscriber templating",
        "multilink bundle-name authenticated",
        "crypto pki trustpoint SLA-TrustPoint",
        " enrollment pkcs12",
        " revocation-check crl",
        *_hash(router),
        "diagnostic bootup level minimal",
        "spanning-tree extend system-id",
        *([] if fresh else ["archive", " path bootflash:archive"]),
        "redundancy",
        "interface GigabitEthernet1",
        " no ip address",
        " negotiation auto",
        " no mop enabled",
        " no mop sysid",
        "interface GigabitEthernet2",
        " no ip address",
        " shutdown",
        " negotiation auto",
        " no mop enabled",
        " no mop sysid",
        "ip forward-protocol nd",
        "ip http server",
        "ip http authentication local",
        "ip http secure-server",
        *_if(router, Behaviour.SSH_BULK_MODE, "ip ssh bulk-mode 131072"),
        *([] if fresh else ["ip scp server enable"]),
        "control-plane",
        "line con 0",
        " stopbits 1",
        "line aux 0",
        "line vty 0 4",
        " login local",
        " transport input ssh",
        "line vty 5 15",
        " login local",
        " transport input ssh",
    ]
    router.configure("\n".join(lines), source="boot")
    return router.running


def _if(router: Router, behaviour: Behaviour, line: str) -> list[str]:
    return [line] if router.does(behaviour) else []


def _hash(router: Router) -> list[str]:
    """On newer releases every trustpoint shows its hash; those of the box may have another.

    See docs/iosxe.md section 1.0.
    """
    if not router.does(Behaviour.TRUSTPOINT_HASH):
        return []
    return [" hash sha512"] if router.does(Behaviour.OWN_HASH_SHA512) else [" hash sha256"]


def _secret(router: Router, password: str) -> str:
    # One salt for all: a thousand routers would otherwise hash for seconds.
    if router.quirks.secret_type9:
        return f"9 {credentials.type9(password, SALTS['9'])}"
    return f"5 {credentials.type5(password, SALTS['5'])}"
