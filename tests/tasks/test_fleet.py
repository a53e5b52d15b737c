from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import Crashed, LoginRefused, Unreachable
from flexvpn.base.secrets import Secret, SecretRef
from tasks.session.access import Access
from tasks.session.fleet import Batches, Fleet
from tasks.session.link import Link

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tasks.conftest import StartSite

HOSTS = """
c: {hostname: 127.0.0.1, groups: [south], data: {labels: {site: muc}}}
a: {hostname: 127.0.0.1, groups: [north], data: {labels: {site: ham}}}
b: {hostname: 127.0.0.1, groups: [north], data: {labels: {site: fra}}}
"""


def unused(_: SecretRef) -> Secret:
    raise AssertionError("no secret is needed before a log-in")


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """Three hosts whose sessions are not opened: what is tested is who gets which outcome."""
    (tmp_path / "hosts.yaml").write_text(HOSTS)
    (tmp_path / "groups.yaml").write_text("north: {}\nsouth: {}\n")
    (tmp_path / "defaults.yaml").write_text("data: {}\n")

    class Quiet:
        def __init__(self, access: Access) -> None:
            self.access = access
            self.headend = access.headend
            self.lines_sent = 7
            self.log_ins = 1
            self.other_log_ins = 0
            self.usable = True
            if access.headend == "b":
                raise LoginRefused("b", "log-in", "no")

        def disconnect(self) -> None:
            closed.append(self.headend)

    closed.clear()
    monkeypatch.setattr("tasks.session.connection.Link", Quiet)
    access = {name: Access(name, "127.0.0.1", "admin", unused) for name in "abc"}
    return Fleet.load(tmp_path, access)


closed: list[str] = []


def name_of(link: Link) -> str:
    return link.headend.upper()


def test_there_is_one_outcome_for_each_headend_in_the_inventorys_order(fleet: Fleet) -> None:
    outcomes = fleet.run(name_of)
    assert [outcome.headend for outcome in outcomes] == ["c", "a", "b"]
    assert [outcome.value for outcome in outcomes] == ["C", "A", None]
    assert isinstance(outcomes[2].error, LoginRefused)
    assert outcomes[0].lines_sent == 7


def test_a_headend_that_failed_is_not_left_out_of_the_next_run(fleet: Fleet) -> None:
    fleet.run(name_of)
    assert len(fleet.run(name_of)) == 3


def test_a_crash_is_an_outcome_and_its_trace_is_in_the_debug_log_alone(
    fleet: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="headend.fleet")

    def crash(link: Link) -> str:
        raise ZeroDivisionError(link.headend)

    first = fleet.run(crash)[0]
    assert isinstance(first.error, Crashed)
    assert "Traceback" not in str(first.error)
    assert "Traceback" in caplog.text


def test_every_session_is_closed_when_its_work_ends(fleet: Fleet) -> None:
    fleet.run(name_of)
    assert sorted(closed) == ["a", "c"]


def test_a_selection_keeps_the_inventorys_order(fleet: Fleet) -> None:
    assert fleet.select(["b", "c"]).names == ("c", "b")
    assert [outcome.headend for outcome in fleet.select(["a"]).run(name_of)] == ["a"]


def test_nothing_more_is_started_when_the_canary_fails(fleet: Fleet) -> None:
    def fail(link: Link) -> str:
        raise Unreachable(link.headend, "log-in", "gone")

    outcomes = fleet.run_in_batches(fail, Batches(size=1, max_failed=5))
    assert isinstance(outcomes[0].error, Unreachable)
    assert all(outcome.skipped for outcome in outcomes[1:])
    assert {outcome.exit_code for outcome in outcomes} == {1}


def test_nothing_more_is_started_when_the_canary_is_not_proved(fleet: Fleet) -> None:
    outcomes = fleet.run_in_batches(name_of, Batches(size=1, max_failed=5), proved=lambda _: False)
    assert (outcomes[0].ok, outcomes[0].exit_code) == (True, 0)
    assert {outcome.skipped for outcome in outcomes[1:]} == {
        "not started: the first one is not proved, and then no other is touched"
    }


def test_what_is_not_proved_counts_with_what_failed(fleet: Fleet) -> None:
    batches = Batches(size=1, max_failed=0, canary=False)
    outcomes = fleet.run_in_batches(name_of, batches, proved=lambda _: False)
    assert outcomes[0].ok
    assert outcomes[1].skipped == "not started: 1 failed or not proved before, 0 may"


def test_batches_go_on_while_few_fail(fleet: Fleet) -> None:
    outcomes = fleet.run_in_batches(name_of, Batches(size=1, max_failed=1))
    assert [outcome.ok for outcome in outcomes] == [True, True, False]
    assert not any(outcome.skipped for outcome in outcomes)


def test_the_named_canary_goes_first() -> None:
    assert list(Batches(size=2, canary="b").split(("a", "b", "c", "d"))) == [("b",), ("a", "c"), ("d",)]


def test_nornir_holds_no_secret(fleet: Fleet) -> None:
    hosts = fleet._nornir.inventory.hosts
    assert all(host.password is None for host in hosts.values())
    assert "resolve" not in repr(fleet.access("a"))


@pytest.mark.ssh
def test_a_fleet_over_real_ssh(start: StartSite, tmp_path: Path) -> None:
    site = start()
    (tmp_path / "hosts.yaml").write_text("edge: {hostname: 127.0.0.1}\n")
    (outcome,) = Fleet.load(tmp_path, {"edge": site.access}).run(lambda link: link.ask("show clock"))
    assert "UTC" in outcome.get()
    assert outcome.log_ins == 1
    assert outcome.lines_sent == 5
