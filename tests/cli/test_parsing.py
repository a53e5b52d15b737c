"""`headend parse`: a recording in, JSON out, nothing dropped in silence."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from commands.parse import print_facts
from flexvpn.base.errors import NotUnderstood, RecordingUnreadable
from stores.console import Console

if TYPE_CHECKING:
    from pathlib import Path

POOL = """ Pool                     Begin           End             Free  In use   Blocked
 ACPool                   192.168.10.5    192.168.10.10      5       1       0
"""


def run(command: str, source: str, given: str = "") -> tuple[dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    assert (
        print_facts(command, source, stdin=io.StringIO(given), console=Console(stdout=out, stderr=err)) == 0
    )
    return json.loads(out.getvalue()), err.getvalue()


def test_a_recording_on_standard_input_is_read() -> None:
    found, said = run("show ip local pool", "-", POOL)
    assert [record["name"] for record in found["records"]] == ["ACPool"]
    assert found["unknown_count"] == 0
    assert said == ""


def test_a_file_with_the_line_ends_of_a_terminal_is_read(tmp_path: Path) -> None:
    recording = tmp_path / "pool.txt"
    recording.write_bytes(POOL.replace("\n", "\r\n").encode())
    found, said = run("sh ip local pool", str(recording))
    assert found["command"] == "show ip local pool"
    assert found["record_count"] == 1
    assert said == ""


def test_a_byte_that_is_no_text_does_not_hide_the_rest(tmp_path: Path) -> None:
    recording = tmp_path / "pool.txt"
    recording.write_bytes(POOL.encode() + b"\xff\xfe\n")
    found, said = run("show ip local pool", str(recording))
    assert found["record_count"] == 1
    assert found["unknown_count"] == 1
    assert said == "not understood: 1 line, listed in the document\n"


def test_a_line_that_no_rule_knows_is_shown_and_counted() -> None:
    found, said = run("show ip local pool", "-", POOL + "what nobody has seen yet\n")
    assert found["unknown_lines"] == ["what nobody has seen yet"]
    assert said.startswith("not understood: 1 line,")


def test_an_answer_to_another_command_is_no_empty_table() -> None:
    with pytest.raises(NotUnderstood):
        run("show ip local pool", "-", "hello\nworld\n")


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(RecordingUnreadable, match="No such file"):
        run("show ip local pool", "/nowhere/at/all")


def test_a_command_that_nobody_reads_is_refused_before_the_file_is_looked_at() -> None:
    with pytest.raises(
        RecordingUnreadable, match="show spanning-tree: no template reads this command"
    ) as caught:
        run("show spanning-tree", "/nowhere/at/all")
    assert caught.value.exit_code == 3


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    recording = tmp_path / "core"
    recording.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(RecordingUnreadable, match="it is no text"):
        run("show ip local pool", str(recording))


def test_what_is_larger_than_any_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = tmp_path / "pool.txt"
    recording.write_text(POOL)
    monkeypatch.setattr("commands.parse.LIMIT", 10)
    with pytest.raises(RecordingUnreadable, match="larger than"):
        run("show ip local pool", str(recording))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_that_windows_wrote_is_read(tmp_path: Path, encoding: str) -> None:
    recording = tmp_path / "pool.txt"
    recording.write_bytes(POOL.replace("\n", "\r\n").encode(encoding))
    assert run("show ip local pool", str(recording))[0]["record_count"] == 1


def test_a_raw_log_of_telnet_is_read(tmp_path: Path) -> None:
    recording = tmp_path / "pool.txt"
    recording.write_bytes(POOL.replace("\n", "\r\0\n").encode())
    found, _ = run("show ip local pool", str(recording))
    assert (found["record_count"], found["unknown_count"]) == (1, 0)


def test_who_is_running_parse_is_not_told_to_run_parse() -> None:
    with pytest.raises(NotUnderstood) as caught:
        run("show version", "-", "hello\n")
    assert "headend parse" not in f"{caught.value} {caught.value.hint}"


def test_a_command_that_the_router_refused_is_to_be_recorded_again() -> None:
    with pytest.raises(NotUnderstood, match="the router refused the command") as caught:
        run("show version", "-", "   ^\n% Invalid input detected at '^' marker.\n")
    assert caught.value.hint.startswith("record it again")


def test_an_error_shows_no_control_characters_and_no_endless_line() -> None:
    with pytest.raises(NotUnderstood) as caught:
        run("show version", "-", f"\x07bell {'x' * 5000}\n")
    assert "\x07" not in str(caught.value)
    assert len(str(caught.value)) < 1000
