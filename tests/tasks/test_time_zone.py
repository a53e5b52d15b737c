"""A router that shows its times in a zone of its own is planned, pushed and checked as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.checks import Subject, chosen, examine
from flexvpn.facts import clock
from flexvpn.facts.certificates import read as read_certificates
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

VIENNA = "clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00"
NEWFOUNDLAND = "clock timezone NST -3 30\nclock summer-time NDT recurring"


@pytest.mark.parametrize("zone", [VIENNA, NEWFOUNDLAND])
def test_a_deploy_in_the_routers_own_zone_is_proved_and_its_dates_are_exact(
    start: StartSite, zone: str
) -> None:
    site = start()
    site.lab.configure(site.name, zone)
    assert site.deploy().changed
    assert not site.plan()
    link, bundle = site.link(), site.bundle
    try:
        seen = inspect_headend(link, bundle.files, also=bundle.also)
    finally:
        link.disconnect()
    assert seen.facts(clock.read).only().zone in zone
    (own,) = [
        certificate for certificate in seen.facts(read_certificates).records if certificate.role == "identity"
    ]
    assert own.not_after == site.issued.certificate.not_valid_after_utc
    subject = Subject(site.headend, seen, bundle.materials, site.now())
    findings = examine(subject, chosen(["clock", "certificate-dates"]))
    assert {finding.check: finding.status.value for finding in findings} == {
        "certificate-dates": "pass",
        "clock": "pass",
    }


def test_what_the_configuration_does_not_explain_is_left_to_a_person(start: StartSite) -> None:
    site = start()
    site.lab.configure(site.name, "clock timezone EST -5 0\nclock summer-time EST recurring")
    assert site.deploy().changed
    assert not site.plan()
