"""What people and programs read: plans, findings, sessions, documents, exit codes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from commands.sessions import sessions_csv, sessions_text
from commands.verify import verify_text
from flexvpn.base.errors import Unreachable
from flexvpn.base.finding import Finding, Status
from flexvpn.base.outcome import Outcome
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, Plan, PutFile, RemoveFile
from flexvpn.report.document import document, entry, worst
from flexvpn.report.layout import Line, Table, Tone, plain
from flexvpn.report.plan_text import plan_text
from flexvpn.report.results import PlanResult, Verification
from flexvpn.router.sessions import Connections, connections
from tests.builders import part
from tests.unit.checks.router import ANSWERS, NOW

NAME = "434b7280eab6"
PLAN = Plan(
    headend="edge",
    release="17.9.4",
    steps=(
        PutFile(name="acvpn.xml", md5="0" * 32, size=2658, replaces=False),
        ImportPkcs12(trustpoint="IKEv2-TP", label="IKEv2-TP-AB12CD", sha1="1" * 40),
        MergeConfig(
            parts=(
                part("local_users", f"username test privilege 0 password 0 <secret:{NAME}>"),
                part("http", "no ip http server"),
            )
        ),
        RemoveFile(name="old.xml"),
    ),
    references={NAME: "env:VPN_TEST"},
    fingerprints={NAME: "fp:3f9a2c"},
    cuts_sessions=2,
    notes=("pool ACPool shrinks",),
)


def test_a_plan_says_everything_and_shows_a_secret_as_reference_and_fingerprint() -> None:
    assert plain(plan_text(PLAN)).splitlines() == [
        "edge (17.9.4): 2 files, 1 certificate, 2 lines",
        "  files",
        f"    + bootflash:/acvpn.xml  2658 bytes, MD5 {'0' * 32}",
        "  certificate",
        f"    + IKEv2-TP as IKEv2-TP-AB12CD  SHA-1 {'1' * 40}",
        "  local users",
        "    + username test privilege 0 password 0 env:VPN_TEST (fp:3f9a2c)",
        "  http",
        "    - no ip http server",
        "  files",
        "    - bootflash:/old.xml",
        "  cost: 2 live sessions will be cut",
        "  note: pool ACPool shrinks",
    ]


def test_an_empty_plan_is_one_line() -> None:
    assert plain(plan_text(Plan(headend="edge", release="16.9.2"))) == "edge (16.9.2): nothing to do\n"


def test_a_plan_without_a_fingerprint_key_shows_the_reference_alone() -> None:
    without = PLAN.model_copy(update={"fingerprints": {NAME: ""}})
    assert "password 0 env:VPN_TEST\n" in plain(plan_text(without))


def finding(status: Status, check: str = "pool-free") -> Finding:
    step = "" if status is Status.PASS else "add a range"
    return Finding(check=check, status=status, evidence="5 of 6 addresses free", next_step=step)


def test_verify_shows_a_table_and_only_what_needs_a_person() -> None:
    result = Verification(
        findings=(finding(Status.PASS), finding(Status.FAIL, "pool"), finding(Status.SKIP, "nat")),
        users_get_in="no",
        because=("pool",),
    )
    assert plain(verify_text((("edge", result),))).splitlines() == [
        "headend  pass  warn  fail  skip  users get in",
        "edge     1           1     1     no (pool)",
        "edge",
        "  fail  pool: 5 of 6 addresses free",
        "        -> add a range",
    ]


def test_verify_shows_everything_on_request() -> None:
    result = Verification(findings=(finding(Status.PASS),))
    assert "pass  pool-free" in plain(verify_text((("edge", result),), everything=True))


@pytest.mark.parametrize(("strict", "failed"), [(False, False), (True, True)])
def test_a_warning_fails_only_where_it_is_strict(*, strict: bool, failed: bool) -> None:
    assert Verification(findings=(finding(Status.WARN),)).failed(strict=strict) is failed


@pytest.mark.parametrize(
    ("codes", "code"), [((), 0), ((0, 0), 0), ((0, 2), 2), ((2, 1), 1), ((1, 3, 2), 3), ((2, 2, 0), 2)]
)
def test_the_exit_code_is_that_of_the_worst_headend(codes: tuple[int, ...], code: int) -> None:
    assert worst(codes) == code


class Small(BaseModel):
    text: str = ""


def test_every_outcome_has_an_entry_and_none_is_left_out() -> None:
    outcomes: tuple[Outcome[str], ...] = (
        Outcome("fine", value="same"),
        Outcome("drifted", value="other"),
        Outcome("gone", error=Unreachable("gone", "log-in", "no answer")),
        Outcome("late", skipped="not started: 1 failed before"),
    )
    entries = tuple(
        entry(one, Small, lambda text: Small(text=text), lambda text: text == "other", str)
        for one in outcomes
    )
    report = document("drift", "0", datetime(2026, 11, 24, tzinfo=UTC), entries, Small)
    assert [(one.headend, one.verdict, one.exit_code) for one in report.headends] == [
        ("fine", "ok", 0),
        ("drifted", "differs", 2),
        ("gone", "failed", 1),
        ("late", "skipped", 1),
    ]
    assert report.exit_code == 1
    assert [bool(one.result) for one in report.headends] == [True, True, False, False]


def test_a_document_holds_no_secret_that_is_known() -> None:
    shown = entry(
        Outcome("edge", value="it is hunter2"),
        Small,
        lambda text: Small(text=text),
        lambda _: False,
        lambda text: text.replace("hunter2", "*"),
    )
    assert shown.result == Small(text="it is *")


def test_a_plan_in_a_document_reads_back_with_its_digest() -> None:
    result = PlanResult.of(PLAN)
    assert PlanResult.model_validate_json(result.model_dump_json()) == result
    assert (result.digest, result.secrets) == (PLAN.digest(), {NAME: "env:VPN_TEST (fp:3f9a2c)"})


def connected() -> Connections:
    return connections("edge", ANSWERS, NOW)


def test_a_session_is_joined_from_what_the_router_says_in_two_places() -> None:
    (one,) = connected().connections
    assert (one.user, one.address, one.peer, one.port) == ("test", "192.168.10.5", "192.0.2.100", 50899)
    assert (one.seconds, one.packets_in, one.packets_out) == (131, 5, 2)
    assert one.ciphers == "AES-CBC-256, SHA256, group 19"
    assert one.since == datetime(2026, 11, 24, 3, 4, 49, tzinfo=UTC)


def test_sessions_are_a_table_or_csv() -> None:
    text = plain(sessions_text((("edge", connected()),)))
    assert text.splitlines()[1].split()[:3] == ["edge", "test", "192.168.10.5"]
    (row,) = csv.DictReader(io.StringIO(sessions_csv((("edge", connected()),))))
    assert (row["headend"], row["user"], row["port"]) == ("edge", "test", "50899")


def test_nobody_is_connected_is_said_in_words() -> None:
    assert plain(sessions_text((("edge", Connections()),))) == "nobody is connected\n"


def test_a_table_in_plain_text_lines_up() -> None:
    table = Table(("a", "long name"), ((Line("value", Tone.GOOD), Line("x")),))
    assert plain((table,)) == "a      long name\nvalue  x\n"
