"""Renewal over simulated routers: nobody is cut off, and it is taken up where it stopped, taken back, cleared away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import NotFinished, PreflightRefused, RolledBack
from lab.fault import Refuse, Reset
from tests import certificate_factory as certificates
from tests.tasks.renewal import MODERN, keys, labels, log_in, ready, record, renewed, rotate

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

RELEASES = ["16.9.2", "17.9.4", "26.2.1"]


@pytest.mark.parametrize("release", RELEASES)
def test_fifty_sessions_live_through_a_renewal_and_the_next_one_is_shown_the_new_certificate(
    start: StartSite, release: str
) -> None:
    site = ready(start, release)
    assert log_in(site, 50) == 50
    done = rotate(site)
    assert (done.sessions, done.lost, done.push.cut) == (50, 0, ())
    assert (done.before, done.live[:9]) == ("IKEv2-TP", "IKEv2-TP-")
    assert site.lab.show("edge", "show crypto session").count("Session status: UP-ACTIVE") == 50
    assert f"pki trustpoint {done.live}" in site.running()
    assert "pki trustpoint IKEv2-TP\n" not in site.running().replace("crypto pki", "")
    log_in(site, 1, port=65000)
    assert [retirement.label for retirement in done.kept] == ["IKEv2-TP"]
    assert labels(site)[0] == "IKEv2-TP"


def test_the_ssl_policy_moves_with_the_profile(start: StartSite) -> None:
    site = start()
    site.sections = {
        "profile_download": {"address": "192.0.2.1"},
        "http": {"server": False, "secure_server": False},
    }
    site.deploy()
    site.issued = renewed()
    done = rotate(site)
    assert f" pki trustpoint {done.live} sign" in site.running()
    assert "pki trustpoint IKEv2-TP sign" not in site.running()


def test_the_old_certificate_goes_with_its_key_and_its_authorities_when_its_days_are_over(
    start: StartSite,
) -> None:
    site = ready(start)
    done = rotate(site, keep=timedelta(days=7))
    assert keys(site) == {"IKEv2-TP", done.live}
    (kept,) = done.kept
    assert kept.remove_after - datetime.now(UTC) < timedelta(days=7)
    site.now = lambda: datetime.now(UTC) + timedelta(days=6)
    assert rotate(site).removed == ()
    site.now = lambda: datetime.now(UTC) + timedelta(days=8)
    later = rotate(site)
    assert later.removed == ("IKEv2-TP",)
    assert labels(site) == [done.live, f"{done.live}-rrr1"]
    assert keys(site) == {done.live}
    assert record(site).generations == (done.live, f"{done.live}-rrr1")
    assert record(site).retired == ()


def test_nothing_is_kept_where_nobody_wants_it(start: StartSite) -> None:
    site = ready(start)
    done = rotate(site, keep=timedelta(0))
    assert done.removed == ("IKEv2-TP",)
    assert keys(site) == {done.live}


def test_the_old_key_stays_while_the_new_certificate_is_not_proved(start: StartSite) -> None:
    site = ready(start)
    other = "crypto ikev2 profile OTHER\n match identity remote key-id *$AnyConnectClient$*"
    site.lab.configure("edge", other)
    done = rotate(site, keep=timedelta(0))
    assert (done.push.shut, done.removed) == (True, ())
    assert keys(site) == {"IKEv2-TP", done.live}
    assert "IKEv2-TP stays: users do not get in (ikev2-alone)" in "".join(done.push.unfinished)
    site.lab.configure("edge", "no crypto ikev2 profile OTHER")
    assert rotate(site, keep=timedelta(0)).removed == ("IKEv2-TP",)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "line", ["^no crypto pki trustpoint IKEv2-TP$", "^crypto key zeroize", "^write memory"]
)
def test_a_removal_that_is_cut_off_is_finished_and_saved_by_the_next_run(
    start: StartSite, line: str, when: str
) -> None:
    site = ready(start)
    log_in(site, 1)
    # The first saving is the rotation's own.
    site.lab.fault("edge", Reset(at=line, when=when, skip=int(line == "^write memory")))
    with pytest.raises(NotFinished) as cut:
        rotate(site, keep=timedelta(0))
    assert "is in use, confirmed and saved; taking off IKEv2-TP was cut short" in cut.value.state
    again = rotate(site, keep=timedelta(0))
    assert (again.sessions, again.lost, again.kept) == (1, 0, ())
    assert keys(site) == {again.live}
    assert record(site).retired == ()
    startup = site.lab.show("edge", "show startup-config")
    assert "crypto pki trustpoint IKEv2-TP\n" not in startup
    assert f"crypto pki trustpoint {again.live}\n" in startup
    assert rotate(site).push.changed is False


def test_a_removal_that_is_not_possible_just_now_fails_no_rotation(start: StartSite) -> None:
    site = ready(start)
    site.lab.fault("edge", Refuse(line="^no crypto pki trustpoint", reply="% Trustpoint is in use."))
    done = rotate(site, keep=timedelta(0))
    assert (done.removed, done.live[:9]) == ((), "IKEv2-TP-")
    assert any("no crypto pki trustpoint IKEv2-TP" in text for text in done.push.unfinished)
    site.lab.clear_faults("edge")
    assert rotate(site, keep=timedelta(0)).removed == ("IKEv2-TP",)


def test_a_deploy_clears_it_as_well(start: StartSite) -> None:
    site = ready(start)
    done = rotate(site, keep=timedelta(days=1))
    site.now = lambda: datetime.now(UTC) + timedelta(days=2)
    site.deploy()
    assert keys(site) == {done.live}


def test_days_can_be_cut_down_afterwards(start: StartSite) -> None:
    site = ready(start)
    rotate(site)
    assert rotate(site, keep=timedelta(0)).removed == ("IKEv2-TP",)


def test_a_certificate_renewed_for_the_key_it_had_does_not_go_with_the_old_one(start: StartSite) -> None:
    site = ready(start)
    site.issued = certificates.server()
    done = rotate(site, keep=timedelta(0))
    assert done.removed == ()
    assert labels(site) == [done.live, f"{done.live}-rrr1"]
    assert keys(site) == {"IKEv2-TP", done.live}
    log_in(site, 1)
    assert rotate(site, keep=timedelta(0)).push.changed is False
    site.issued = renewed()
    rotate(site, keep=timedelta(0))
    site.deploy()
    assert len(keys(site)) == 1


def test_a_renewal_for_the_same_key_that_fails_takes_nothing_of_the_old_one_along(start: StartSite) -> None:
    site = ready(start)
    site.issued = certificates.server(ends=datetime.now(UTC) + timedelta(days=3))
    with pytest.raises(RolledBack, match="certificate-dates"):
        rotate(site)
    log_in(site, 1)


def test_what_something_else_uses_stays_however_old_it_is(start: StartSite) -> None:
    site = ready(start)
    rotate(site, keep=timedelta(days=1))
    site.lab.configure("edge", "ip http secure-trustpoint IKEv2-TP")
    site.now = lambda: datetime.now(UTC) + timedelta(days=2)
    assert rotate(site).removed == ()
    assert "IKEv2-TP" in labels(site)


def test_going_back_needs_no_file_and_no_new_import(start: StartSite) -> None:
    site = ready(start)
    first = rotate(site)
    imports = sum("crypto pki import" in line for line in site.lines_typed())
    back = rotate(site, back=True)
    assert (back.before, back.live) == (first.live, "IKEv2-TP")
    assert sum("crypto pki import" in line for line in site.lines_typed()) == imports
    assert [retirement.label for retirement in back.kept] == [first.live]
    again = rotate(site)
    assert again.live == first.live


def test_one_can_go_back_to_a_certificate_in_its_last_week(start: StartSite) -> None:
    site = start()
    site.issued = certificates.server(ends=datetime.now(UTC) + timedelta(days=4, hours=1))
    site.deploy()
    site.issued = renewed()
    rotate(site)
    back = rotate(site, back=True)
    assert back.live == "IKEv2-TP"
    (told,) = (finding for finding in back.push.findings if finding.check == "certificate-dates")
    assert not told.ok
    assert "4 days" in told.evidence


def test_there_may_be_nothing_to_go_back_to(start: StartSite) -> None:
    site = start()
    site.deploy()
    with pytest.raises(PreflightRefused, match="nothing to go back to"):
        rotate(site, back=True)


def test_a_rotation_does_nothing_else(start: StartSite) -> None:
    site = ready(start)
    site.sections = {"address_pools": [{"ranges": ["192.168.10.5 192.168.10.60"]}], **MODERN}
    before = site.running()
    with pytest.raises(PreflightRefused, match="ip local pool ACPool") as refused:
        rotate(site)
    assert "headend deploy" in refused.value.hint
    assert site.running() == before
