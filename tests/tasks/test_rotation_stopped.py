"""Renewal that is cut off, refused or not proved: what was live is live, and the next run goes on or clears away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import CommandRefused, ConnectionLost, RolledBack
from lab.fault import Refuse, Reset
from lab.quirks import Quirks
from tasks.change import push_plan as push_module
from tasks.change.journal import Journal
from tasks.change.merge_config import MergeDriver
from tests.tasks.renewal import MODERN, POOL, keys, labels, log_in, ready, renewed, rotate

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh


def test_a_run_that_stopped_after_the_import_is_taken_up_there(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies between import and profile change: what was live is live, and the next run goes on."""
    site = ready(start)

    def die(*_: object, **__: object) -> None:
        raise ConnectionLost("edge", "merge", "the connection broke")

    with monkeypatch.context() as patched:
        patched.setattr(push_module._Push, "_commit", die)
        patched.setattr(Journal, "roll_back", lambda *_: "nobody was there to undo it")
        with pytest.raises(RolledBack):
            rotate(site)
    stranded = next(label for label in labels(site) if label not in {"IKEv2-TP", "IKEv2-TP-rrr1"})
    assert "pki trustpoint IKEv2-TP\n" in site.running()
    log_in(site, 1)
    imports = sum("crypto pki import" in line for line in site.lines_typed())
    done = rotate(site)
    assert done.live == stranded
    assert done.lost == 0
    assert sum("crypto pki import" in line for line in site.lines_typed()) == imports


def test_what_a_run_that_stopped_has_left_is_cleared_where_it_is_not_wanted_any_more(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    site.deploy()
    first = site.issued
    site.issued = renewed()

    def die(*_: object, **__: object) -> None:
        raise ConnectionLost("edge", "merge", "the connection broke")

    with monkeypatch.context() as patched:
        patched.setattr(push_module._Push, "_commit", die)
        patched.setattr(Journal, "roll_back", lambda *_: "nobody was there to undo it")
        with pytest.raises(RolledBack):
            rotate(site)
    assert len(keys(site)) == 2
    site.issued = first
    site.deploy()
    assert keys(site) == {"IKEv2-TP"}
    assert labels(site) == ["IKEv2-TP", "IKEv2-TP-rrr1"]


def test_a_router_that_reboots_after_the_import_is_as_it_was_and_can_be_renewed(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = ready(start)

    def reboot(*_: object, **__: object) -> None:
        site.lab.call(site.router.router.reload)
        raise ConnectionLost("edge", "merge", "the router closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(push_module._Push, "_commit", reboot)
        patched.setattr(Journal, "roll_back", lambda *_: "the router cannot be reached now")
        with pytest.raises(RolledBack):
            rotate(site)
    assert "pki trustpoint IKEv2-TP\n" in site.running()
    log_in(site, 1)
    assert rotate(site).live.startswith("IKEv2-TP-")


def test_a_renewal_that_is_not_proved_leaves_the_old_certificate_live_and_nothing_of_the_new_one(
    start: StartSite,
) -> None:
    site = ready(start)
    log_in(site, 3)
    before = site.running()
    # Fit for the router and for nobody else: the check of its name passes with the file's, so break its dates.
    site.issued = renewed(ends=datetime.now(UTC) + timedelta(days=3))
    with pytest.raises(RolledBack, match="certificate-dates") as failed:
        rotate(site)
    assert "as before the push" in failed.value.state
    assert strip(site.running()) == strip(before)
    assert keys(site) == {"IKEv2-TP"}
    assert site.lab.show("edge", "show crypto session").count("Session status: UP-ACTIVE") == 3


def test_a_run_that_fails_takes_nothing_away_that_another_one_has_moved_over_to(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same certificate has the same label: of a run from another machine, which knows nothing of our locks."""
    site = ready(start)
    original = MergeDriver.start_timer

    def meanwhile(driver: MergeDriver, line: str) -> None:
        monkeypatch.setattr(MergeDriver, "start_timer", original)
        rotate(site, keep=timedelta(0))
        original(driver, line)

    monkeypatch.setattr(MergeDriver, "start_timer", meanwhile)
    with pytest.raises(
        RolledBack, match="it is in use and stays: `crypto ikev2 profile AnyConnect-EAP"
    ) as failed:
        rotate(site)
    (live,) = keys(site)
    assert f"the key {live}" in failed.value.state
    log_in(site, 1)
    assert rotate(site).live == live


def test_a_certificate_that_is_still_named_stays_where_the_router_does_not_go_back(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start(clock="manual")
    site.sections = MODERN | POOL
    site.deploy()
    site.issued = renewed()
    site.lab.fault("edge", Refuse(line="^configure (revert|replace)"))

    def unproved(*_: object) -> None:
        raise CommandRefused("edge", "prove", "because the test says so")

    with monkeypatch.context() as patched:
        patched.setattr(push_module, "prove", unproved)
        with pytest.raises(RolledBack, match="it is in use and stays"):
            rotate(site)
    log_in(site, 1)
    site.lab.clear_faults("edge")
    site.lab.advance("edge", 11 * 60)
    log_in(site, 1, port=50900)
    rotate(site)
    assert not site.plan()


def test_a_look_that_fails_after_a_renewal_says_that_it_stands(start: StartSite) -> None:
    site = ready(start)
    site.lab.fault("edge", Reset(at="^delete .*merge"))
    with pytest.raises(ConnectionLost, match="state now: the rotation stands, confirmed and saved"):
        rotate(site)
    done = rotate(site)
    assert done.before == done.live != "IKEv2-TP"
    assert site.files() == {"acvpn.xml", "headend.json"}


def strip(running: str) -> list[str]:
    return [line for line in running.splitlines() if not line.startswith(("!", "Current configuration"))]


@pytest.mark.parametrize(
    "quirks", [Quirks(trustpoint_in_use_refused=True), Quirks(chain_identity_first=False)]
)
def test_a_renewal_works_whatever_nobody_has_seen_yet(start: StartSite, quirks: Quirks) -> None:
    site = ready(start, quirks=quirks)
    assert rotate(site, keep=timedelta(0)).removed == ("IKEv2-TP",)
