"""Whoever answers on a router's port writes nothing on the operator's terminal but a line of ours."""

from __future__ import annotations

import re
import socket
import threading
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import yaml

from flexvpn.base.escapes import escaped
from lab.fault import Refuse
from tests.cli.conftest import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

STRANGE = "edge-full"
TRICK = "\x1b[2J\x1b[H\x1b]0;title\x07\x9b31m\u202e\x7f{name}: deployed, proved, saved"
LINE = TRICK.format(name=STRANGE).encode()
OURS = re.compile(rf"^(?:{STRANGE}: )?deployed, proved", re.MULTILINE)
SERVERS = {
    "lines before its version": LINE + b"\r\n" + LINE + b"\rmore\nSSH-2.0-Cisco-1.25\r\n",
    "escapes in its version": b"SSH-2.0-" + LINE + b"\r\n",
    "a version that is none": b"SSH-" + LINE + b"-x\r\n",
    "lines and no version": LINE + b"\n" + LINE + b"\n",
    "another protocol": b"HTTP/1.1 400 Bad Request\r\n\r\n" + LINE,
    "garbage after its version": b"SSH-2.0-x\r\n" + bytes(range(256)) * 8,
    "a packet of garbage": b"SSH-2.0-x\r\n\x00\x00\x00\x0c\x0a\x14" + b"\xff" * 4096,
    "megabytes on one line": b"\x1b[2J" * 1_000_000,
    "megabytes of lines": b"deployed, proved, saved\r\n" * 200_000,
    "more lines than paramiko reads": (LINE + b"\n") * 101,
    "nothing": b"",
}


@contextmanager
def serving(greeting: bytes) -> Iterator[int]:
    """A port that sends this to whoever connects, and hangs up."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def greet(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.sendall(greeting)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(4096):
                        pass
                except OSError:
                    return

        def serve() -> None:
            try:
                while True:
                    threading.Thread(target=greet, args=(listening.accept()[0],), daemon=True).start()
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def harmless(said: Said) -> None:
    """Both streams as bytes: no control but line breaks and tabs, nothing invisible, no line that reads as ours."""
    for text in (said.out, said.err):
        assert escaped(text).encode() == text.encode()
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", text.encode())
        assert not OURS.search(text)
        assert "Traceback" not in text


@pytest.fixture
def strange(inventory: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The example's second router is somebody who is no router."""
    with serving(SERVERS[request.param]) as port:
        rewrite(inventory, STRANGE, hostname="127.0.0.1", port=port)
        yield inventory


@pytest.mark.parametrize("strange", SERVERS, indirect=True)
def test_trust_says_that_this_is_no_ssh_server(headend: Type, strange: Path) -> None:
    said = headend("trust", "--limit", STRANGE, "--yes", "--inventory", str(strange))
    harmless(said)
    assert said.code == 1
    assert re.search(
        rf"^{STRANGE}: host key: .* does not speak SSH with us: .+ \[E201\]$", said.err, re.MULTILINE
    )
    assert re.search(r"^  -> .*SSH port", said.err, re.MULTILINE)


@pytest.mark.parametrize(
    "strange", ["more lines than paramiko reads", "a version that is none"], indirect=True
)
@pytest.mark.parametrize(
    "words",
    [
        ("plan",),
        ("plan", "--json"),
        ("deploy", "--yes", "--json"),
        ("drift", "--json"),
        ("doctor",),
        ("verify", "--json"),
        ("sessions",),
        ("trust", "--yes", "--json"),
    ],
    ids=" ".join,
)
def test_no_command_shows_what_came_before_the_log_in(
    headend: Type, strange: Path, words: tuple[str, ...]
) -> None:
    said = headend(*words, "--limit", STRANGE, "--inventory", str(strange))
    harmless(said)
    assert said.code == 1
    assert "[E201]" in said.err
    if "--json" in words:
        (host,) = said.document["headends"]
        assert host["problem"]["code"] == "E201"
        assert escaped(host["problem"]["message"]) == host["problem"]["message"]


@pytest.mark.parametrize("strange", ["a version that is none"], indirect=True)
def test_files_hold_no_more_than_the_terminal(headend: Type, strange: Path, tmp_path: Path) -> None:
    kinds = ("json", "junit", "md", "html", "prom")
    outputs = [word for kind in kinds for word in ("--out", f"{kind}:{tmp_path / kind}")]
    said = headend("drift", "--limit", STRANGE, "--inventory", str(strange), *outputs)
    harmless(said)
    for kind in kinds:
        text = (tmp_path / kind).read_text()
        assert escaped(text) == text, kind
    harmless(headend("drift", "--history", "--inventory", str(strange)))


@pytest.mark.parametrize("strange", ["a version that is none"], indirect=True)
def test_debugging_shows_no_more_either(headend: Type, strange: Path) -> None:
    harmless(headend("--debug", "trust", "--limit", STRANGE, "--inventory", str(strange)))


def test_trust_does_not_wait_for_a_server_that_says_nothing(
    headend: Type, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.session.host_key._TIMEOUT", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        rewrite(inventory, STRANGE, hostname="127.0.0.1", port=silent.getsockname()[1])
        said = headend("trust", "--limit", STRANGE, "--yes", "--inventory", str(inventory))
    harmless(said)
    assert (said.code, "does not speak SSH with us" in said.err) == (1, True)


@pytest.mark.parametrize(
    "words", [("plan", "--json"), ("drift",), ("verify",), ("doctor",), ("deploy", "--yes")]
)
def test_a_routers_own_words_are_quoted_line_by_line(
    headend: Type, inventory: Path, edges: Lab, words: tuple[str, ...]
) -> None:
    reply = f"% Invalid input {TRICK.format(name=STRANGE)}\n{STRANGE}: deployed, proved, saved\x85deployed, proved"
    edges.fault(STRANGE, Refuse(line="show running-config", reply=reply))
    said = headend(*words, "--limit", STRANGE, "--inventory", str(inventory))
    harmless(said)
    assert said.code == 1
    assert "% Invalid input \\u001b[2J" in said.err


def test_a_support_archive_can_be_shown_on_a_terminal(
    headend: Type, inventory: Path, edges: Lab, tmp_path: Path
) -> None:
    name = TRICK.format(name=STRANGE)
    edges.fault(STRANGE, Refuse(line="show version", reply=f"Cisco IOS XE {name}\n"))
    archive = tmp_path / "case.zip"
    harmless(
        headend("support", "--out", str(archive), "--limit", STRANGE, "--inventory", str(inventory), "--json")
    )
    with zipfile.ZipFile(archive) as files:
        texts = {path: files.read(path).decode() for path in files.namelist()}
    assert any("\\u001b[2J" in text for text in texts.values())
    assert [path for path, text in texts.items() if escaped(text) != text] == []


def test_names_in_the_inventory_begin_no_line(headend: Type, inventory: Path) -> None:
    name = f"x\n{STRANGE}: deployed, proved, saved\x1b[2J"
    (inventory / "users.yaml").write_text(
        yaml.safe_dump({"users": {name: {"headends": ["all"], name: name}}})
    )
    for words in (("validate",), ("validate", "--json")):
        said = headend(*words, "--inventory", str(inventory))
        harmless(said)
        assert said.code == 3


def test_a_ticket_begins_no_line(headend: Type, inventory: Path, tmp_path: Path) -> None:
    name = f"x\n{STRANGE}: deployed, proved, saved\x1b[2J"
    ticket = tmp_path / "ticket.yaml"
    ticket.write_text(yaml.safe_dump({"ticket": name, "users": [{"action": name, "name": name, name: name}]}))
    said = headend("onboard", str(ticket), "--inventory", str(inventory))
    harmless(said)
    assert said.code == 3
