"""`drift` as a scheduler runs it: outputs at once, history, news, one run at a time; nothing stops a check."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from commands.drift import FORMATS, RUN
from lab.testing import RouterSpec, running_lab
from stores.lock import hold
from tests.cli.conftest import write_inventory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh


@pytest.fixture
def edge() -> Iterator[Lab]:
    with running_lab(RouterSpec("edge-split", release="17.9.4")) as lab:
        yield lab


@pytest.fixture
def inventory(edge: Lab, tmp_path: Path, headend: Type) -> Path:
    folder = write_inventory(edge, tmp_path, "edge-split")
    assert headend("deploy", "--yes", "--inventory", str(folder)).code == 0
    return folder


def settle(inventory: Path, **values: Any) -> None:  # noqa: ANN401 - fields of settings.yaml
    path = inventory / "settings.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **values}))


def spoil(edge: Lab) -> None:
    edge.configure("edge-split", "ip http server")


def mend(edge: Lab) -> None:
    edge.configure("edge-split", "no ip http server")


@contextmanager
def mailbox() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Somebody who takes Apprise's JSON messages; yields his port and what he got."""
    got: list[dict[str, Any]] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_all_outputs_at_once_each_in_one_step(
    headend: Type, edge: Lab, inventory: Path, tmp_path: Path
) -> None:
    spoil(edge)
    out = tmp_path / "out"
    out.mkdir()
    files = {name: out / f"drift.{name}" for name in FORMATS}
    files["prom"].write_text("what was there before\n")
    before = files["prom"].stat().st_ino
    words = [f"{name}:{path}" for name, path in files.items()]
    said = headend("drift", "--inventory", str(inventory), "--out", *words)
    assert said.code == 2
    texts = {name: path.read_text() for name, path in files.items()}
    assert json.loads(texts["json"])["exit_code"] == 2
    assert "no ip http server" in texts["md"]
    assert ET.fromstring(texts["junit"]).attrib["failures"] == "1"  # noqa: S314 - our own text
    assert 'headend_drift_differences{headend="edge-split",kind="http"} 1' in texts["prom"]
    assert "no ip http server" in texts["html"]
    assert files["prom"].stat().st_ino != before
    assert files["prom"].stat().st_mode & 0o777 == 0o644
    assert {path.name for path in out.iterdir()} == {path.name for path in files.values()}


@pytest.mark.parametrize("word", ["pdf:x", "json", "json:", "html:/no/such/folder/x", "json:x"])
def test_an_output_that_cannot_be_is_refused_before_any_connection(
    headend: Type, edge: Lab, inventory: Path, word: str
) -> None:
    before = edge.call(lambda: edge["edge-split"].router.counters.logins)
    again = ("md:x",) if word == "json:x" else ()
    said = headend("drift", "--inventory", str(inventory), "--out", word, *again)
    assert said.code == 3
    assert edge.call(lambda: edge["edge-split"].router.counters.logins) == before


def test_an_output_that_cannot_be_written_keeps_no_other_back(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    good = tmp_path / "good.md"
    said = headend(
        "drift", "--inventory", str(inventory), "--out", f"json:{tmp_path / 'taken'}", f"md:{good}"
    )
    assert said.code == 1
    assert "taken: not written" in said.err
    assert good.read_text().startswith("# Drift")


def runs(headend: Type, inventory: Path) -> list[tuple[str, str]]:
    said = headend("drift", "--history", "--json", "--inventory", str(inventory))
    assert said.code == 0
    return [(one["verdict"], one["summary"]) for run in said.document["runs"] for one in run["outcomes"]]


def test_runs_are_remembered_and_shown_without_a_connection(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    headend("drift", "--inventory", str(inventory))
    spoil(edge)
    headend("drift", "--inventory", str(inventory))
    headend("drift", "--fix", "--yes", "--inventory", str(inventory))
    before = edge.call(lambda: edge["edge-split"].router.counters.logins)
    assert runs(headend, inventory) == [
        ("fixed", "put right: http: no ip http server"),
        ("differs", "http: no ip http server"),
        ("ok", ""),
    ]
    assert edge.call(lambda: edge["edge-split"].router.counters.logins) == before


def test_a_history_that_is_damaged_or_locked_stops_no_check(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    where = ("--inventory", str(inventory), "--state", str(state))
    assert headend("drift", *where).code == 0
    base = state / "history.sqlite"
    with sqlite3.connect(base, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = headend("drift", *where)
        assert (said.code, "left as it is" in said.err) == (0, True)
        other.execute("ROLLBACK")
    other.close()
    base.write_bytes(b"no database at all" * 100)
    said = headend("drift", *where)
    assert (said.code, "put aside" in said.err) == (0, True)
    assert headend("drift", *where).err.count("history") == 0


def test_people_are_told_once_per_change_and_again_when_all_is_well(
    headend: Type, edge: Lab, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("drift", "--notify", "--inventory", str(inventory))
    with mailbox() as (port, got):
        monkeypatch.setenv("NEWS", f"json://127.0.0.1:{port}/canary-token")
        settle(inventory, notify=["env:NEWS"], notify_minutes=0)
        assert headend(*where).code == 0
        assert got == []
        spoil(edge)
        told = [headend(*where) for _ in range(3)]
        assert [said.code for said in told] == [2, 2, 2]
        assert len(got) == 1
        assert "edge-split: drift\n  http: no ip http server" in got[0]["message"]
        mend(edge)
        edge.show("edge-split", "write memory")
        headend(*where)
        headend(*where)
        assert [message["message"] for message in got[1:]] == ["edge-split: in sync again"]
    assert not any("canary-token" in said.err for said in told)


def test_what_comes_too_soon_is_held_back_and_not_lost(
    headend: Type, edge: Lab, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("drift", "--notify", "--inventory", str(inventory))
    with mailbox() as (port, got):
        monkeypatch.setenv("NEWS", f"json://127.0.0.1:{port}/")
        settle(inventory, notify=["env:NEWS"], notify_minutes=60)
        spoil(edge)
        headend(*where)
        edge.configure("edge-split", "no ip local pool ACPool")
        assert "held back" in headend(*where).err
        assert len(got) == 1
        settle(inventory, notify_minutes=0)
        headend(*where)
        assert "address pools: ip local pool ACPool" in got[1]["message"]


def test_nobody_who_takes_the_message_changes_no_exit_code_and_is_tried_again(
    headend: Type, edge: Lab, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("drift", "--notify", "--inventory", str(inventory))
    monkeypatch.setenv("NEWS", "json://127.0.0.1:9/canary-token")
    settle(inventory, notify=["env:NEWS"], notify_minutes=60)
    spoil(edge)
    for _ in range(2):
        said = headend(*where)
        assert (said.code, "did not take the message" in said.err) == (2, True)
        assert "canary-token" not in said.err


def test_news_for_nobody_are_refused(headend: Type, inventory: Path) -> None:
    assert headend("drift", "--notify", "--inventory", str(inventory)).code == 3


def test_a_run_that_overlaps_leaves_with_a_message_and_touches_nothing(
    headend: Type, edge: Lab, inventory: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    (state / "locks").mkdir(parents=True)
    before = edge.call(lambda: edge["edge-split"].router.counters.logins)

    def run() -> Said:
        return headend("drift", "--inventory", str(inventory), "--state", str(state))

    with hold(state / "locks", RUN, doing="drift", now=lambda: datetime.now(UTC)):
        said = run()
    assert said.code == 1
    assert "another run holds it: drift by " in said.err
    assert edge.call(lambda: edge["edge-split"].router.counters.logins) == before
    assert run().code == 0


def test_a_state_folder_that_takes_no_lock_is_enough_to_compare_and_not_to_change(
    headend: Type, edge: Lab, inventory: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "locks").write_text("a file where a folder should be\n")
    spoil(edge)
    words = ("drift", "--inventory", str(inventory), "--state", str(state))
    said = headend(*words)
    assert said.code == 2
    assert "compared all the same, without a lock" in said.err
    assert headend(*words, "--fix", "--yes").code == 3
    assert "no ip http server" not in edge.show("edge-split", "show running-config").splitlines()


def test_quietly_nothing_is_said_where_all_is_well_and_what_is_not_is_said(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    where = ("drift", "--quiet", "--inventory", str(inventory))
    well = headend(*where)
    assert (well.code, well.out, well.err) == (0, "", "")
    spoil(edge)
    assert "no ip http server" in headend(*where).err
