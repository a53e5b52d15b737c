"""A headend with one certificate and another one in its inventory, and what tests ask of its renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.checks import Subject, examine
from flexvpn.router.record import Record, read_record
from lab.quirks import Quirks
from lab.vpn.client import Client
from lab.vpn.connect import connect_many
from tasks.change.rotate_certificate import plan_rotation, rotate_certificate
from tests import certificate_factory as certificates
from tests.tasks.site import USER_PASSWORD, Site

if TYPE_CHECKING:
    from flexvpn.base.finding import Finding
    from flexvpn.planning.rotation import Rotated
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from tests.tasks.conftest import StartSite


MODERN = {
    "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
    "ikev2_policy": {},
}
POOL = {"address_pools": [{"ranges": ["192.168.10.5 192.168.10.100"]}]}


def renewed(**changes: Any) -> certificates.Issued:  # noqa: ANN401 - what the factory takes
    return certificates.server(**({"key": certificates.rsa_key("renewed")} | changes))


def rotate(site: Site, *, back: bool = False, keep: timedelta | None = None) -> Rotated:
    link = site.link()
    try:

        def checks(inspection: Inspection, materials: Materials) -> tuple[Finding, ...]:
            return examine(Subject(site.headend, inspection, materials, site.now()))

        plan, before, bundle = plan_rotation(link, replace(site.bundle, keep=keep), checks, back=back)
        return rotate_certificate(link, plan, before, bundle)
    finally:
        link.disconnect()


def ready(start: StartSite, release: str = "17.9.4", *, quirks: Quirks | None = None) -> Site:
    """A headend with one certificate, and another one in the inventory."""
    site = start(release, quirks=quirks)
    site.sections = MODERN | POOL
    site.deploy()
    site.issued = renewed()
    return site


def log_in(site: Site, count: int, port: int = 50899) -> int:
    client = Client(
        user="test",
        password=USER_PASSWORD,
        profile=site.bundle.materials.files.get("acvpn.xml"),
        trust=(certificates.root().certificate,),
        port=port,
    )
    attempts = site.lab.call(lambda: connect_many(site.router.router, client, count))
    assert all(attempt.connected for attempt in attempts), attempts[-1]
    return len(attempts)


def labels(site: Site) -> list[str]:
    running = site.running().splitlines()
    return [line.split()[-1] for line in running if line.startswith("crypto pki trustpoint IKEv2-TP")]


def keys(site: Site) -> set[str]:
    return site.lab.call(lambda: {key for key in site.router.router.pki.keys if key.startswith("IKEv2-TP")})


def record(site: Site) -> Record:
    recorded = read_record(site.lab.show(site.name, "more bootflash:/headend.json"))
    assert recorded is not None
    return recorded
