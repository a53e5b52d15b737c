"""`headend support`: one archive, no secret in it, and no debug that outlives a program that was killed."""

from __future__ import annotations

import io
import json
import re
import signal
import stat
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from base64 import b64encode
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from flexvpn.router.debugs import APPLET, MARGIN
from flexvpn.support.shows import file_name
from lab.fault import Reset
from lab.testing import RouterSpec, running_lab
from lab.vpn.client import Client
from lab.vpn.connect import connect
from stores.lab_inventory import VPN_PASSWORD
from tests.cli.conftest import write_inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

ROOT = Path(__file__).resolve().parents[2]
NAME = "edge-full"
CANARY = "canary-Xq7"
STRANGERS = f"""\
username stranger password 0 {CANARY}0
username hidden secret 9 $9$nhEmQVczB7dqsO${CANARY}9
enable secret 5 $1$mERr${CANARY}5
snmp-server community {CANARY}snmp RO
crypto ikev2 keyring OTHERS
 peer SITE
  pre-shared-key local {CANARY}psk
tacacs server T1
 key 7 {CANARY}7
"""


@pytest.fixture
def router() -> Iterator[Lab]:
    with running_lab(RouterSpec(NAME, clock="manual")) as lab:
        yield lab


@pytest.fixture
def one(router: Lab, tmp_path: Path) -> Path:
    """An inventory of that router alone."""
    return write_inventory(router, tmp_path, NAME)


def run(headend: Type, inventory: Path, out: Path, *words: str) -> Said:
    return headend("support", "--out", str(out), "--json", "--inventory", str(inventory), *words)


def opened(path: Path) -> dict[str, str]:
    """Every file of an archive by its path below the archive's own folder."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
    else:
        with tarfile.open(path) as archive:
            found = {member.name: archive.extractfile(member) for member in archive.getmembers()}
            files = {name: file.read().decode() for name, file in found.items() if file is not None}
    assert len({name.split("/")[0] for name in files}) == 1
    return {name.split("/", 1)[1]: text for name, text in files.items()}


def log_in(lab: Lab, inventory: Path) -> bool:
    """A client tries with what the inventory gives its user, and trusts the authority of its certificate."""
    password = (inventory / "secrets" / VPN_PASSWORD).read_text().strip()
    profile = lab.call(lambda: lab[NAME].router.flash.read("bootflash:/acvpn.xml"))
    passphrase = (inventory / "secrets" / "IKEv2-TP.passphrase").read_text().strip().encode()
    bundle = load_pkcs12((inventory / "pki" / "IKEv2-TP.p12").read_bytes(), passphrase)
    client = Client("test", password, profile, tuple(one.certificate for one in bundle.additional_certs))
    return lab.call(lambda: connect(lab[NAME].router, client).connected)


@contextmanager
def meanwhile(act: Callable[[], object], lab: Lab) -> Iterator[None]:
    """Do something in the moment in which the router's debugs are on."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            if lab.call(lambda: "aaa authentication" in lab[NAME].router.debugging.on):
                act()
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                (self.elsewhere if "//" in value or tag in {"script", "link"} else self.found).append(value)


def test_the_archive_holds_shows_facts_findings_and_a_page_whose_links_lead_there(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    said = run(headend, inventory, tmp_path / "case.tar.gz")
    assert said.code == 0, said.err
    files = opened(tmp_path / "case.tar.gz")
    links = Links()
    links.feed(files["index.html"])
    assert links.elsewhere == []
    assert {link for link in links.found if not link.startswith("#")} <= set(files)
    for name in ("edge-split", "edge-full"):
        assert files[f"{name}/shows/show-version.txt"].startswith("show version\n\nCisco IOS XE Software")
        facts = json.loads(files[f"{name}/facts.json"])
        assert facts["show version"]["records"][0]["hostname"] == name
        failing = {
            found["check"] for found in json.loads(files[f"{name}/verify.json"]) if found["status"] == "fail"
        }
        assert set(said.result(name)["result"]["failed"]) == failing != set()
        assert "crypto ikev2 profile" in files[f"{name}/intended/intended.cfg"]
    assert "Diagnostics and Reporting Tool" in files["index.html"]
    assert stat.S_IMODE((tmp_path / "case.tar.gz").stat().st_mode) == 0o600


def test_a_zip_holds_the_same(headend: Type, inventory: Path, tmp_path: Path) -> None:
    assert run(headend, inventory, tmp_path / "case.zip", "--limit", "edge-full").code == 0
    assert "edge-full/shows/show-running-config.txt" in opened(tmp_path / "case.zip")


def test_no_secret_is_in_the_archive_known_or_not(
    headend: Type, router: Lab, one: Path, tmp_path: Path
) -> None:
    assert headend("deploy", "--yes", "--inventory", str(one)).code == 0
    router.configure(NAME, STRANGERS)
    out = tmp_path / "case.tar.gz"
    with meanwhile(lambda: log_in(router, one), router):
        said = run(headend, one, out, "--debug", "1")
    assert said.code == 0, said.err
    files = opened(out)
    assert "snmp-server community" in files[f"{NAME}/shows/show-running-config.txt"]
    assert "IKEv2-PAK" in files[f"{NAME}/debug.txt"]
    secrets = [(one / "secrets" / name).read_text().strip() for name in ("test.password", f"{NAME}.password")]
    secrets += [
        (one / "secrets" / name).read_text().strip() for name in ("IKEv2-TP.passphrase", "fingerprint.key")
    ]
    for name, text in [*files.items(), ("stdout", said.out), ("stderr", said.err)]:
        assert CANARY not in text, name
        for secret in secrets:
            assert secret not in text, name
            assert b64encode(secret.encode()).decode() not in text, name
            assert secret.encode().hex() not in re.sub(r"[\s:]", "", text).lower(), name


def test_the_debugs_of_the_document_are_heard_and_are_off_afterwards(
    headend: Type, router: Lab, one: Path, tmp_path: Path
) -> None:
    assert headend("deploy", "--yes", "--inventory", str(one)).code == 0
    with meanwhile(lambda: log_in(router, one), router):
        said = run(headend, one, tmp_path / "case.tar.gz", "--debug", "1", "--user", "test")
    assert said.code == 0, said.err
    assert "debugging user test for 1 s: let the user connect now" in said.err
    assert said.result(NAME)["result"]["debug_lines"] > 0
    trace = opened(tmp_path / "case.tar.gz")[f"{NAME}/debug.txt"]
    assert "Searching policy based on peer's identity" in trace
    assert f"{NAME}#" not in trace
    assert "debugging is on" not in router.show(NAME, "show debugging")
    assert APPLET not in router.show(NAME, "show running-config")


def test_a_program_that_is_killed_leaves_no_debug_on(router: Lab, one: Path, tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "playbooks.py"), "support", "--debug", "60", "--out", str(tmp_path)]
    words += ["--inventory", str(one), "--state", str(tmp_path / "state")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        for line in program.stderr:
            if "let the user connect now" in line:
                break
        assert "AAA Authentication debugging is on" in router.show(NAME, "show debugging")
        program.send_signal(signal.SIGKILL)
    assert "AAA Authentication debugging is on" in router.show(NAME, "show debugging")
    router.advance(NAME, 60 + MARGIN - 1)
    assert "AAA Authentication debugging is on" in router.show(NAME, "show debugging")
    router.advance(NAME, 1)
    assert "debugging is on" not in router.show(NAME, "show debugging")
    assert APPLET not in router.show(NAME, "show running-config")
    assert APPLET not in router.show(NAME, "show startup-config")


def test_a_debug_that_is_refused_turns_nothing_on_and_says_what_can_be_had(
    headend: Type, router: Lab, one: Path, tmp_path: Path
) -> None:
    router[NAME].router.load.five_seconds = 97
    said = run(headend, one, tmp_path / "case.tar.gz", "--debug", "5")
    assert said.code == 1
    problem = said.result(NAME)["problem"]
    assert problem["code"] == "E220"
    assert "processor is busy" in problem["message"]
    assert "without --debug" in problem["hint"]
    assert "processor is busy" in opened(tmp_path / "case.tar.gz")["index.html"]
    assert router[NAME].router.debugging.on == set()


@pytest.mark.parametrize(
    ("cut", "asked"), [("^show logging", True), ("^undebug all", False), ("^more bootflash", True)]
)
def test_what_came_before_a_session_broke_is_in_the_archive(
    headend: Type, router: Lab, one: Path, tmp_path: Path, cut: str, *, asked: bool
) -> None:
    assert headend("deploy", "--yes", "--inventory", str(one)).code == 0
    router.fault(NAME, Reset(at=cut, when="after"))
    with meanwhile(lambda: log_in(router, one), router):
        said = run(headend, one, tmp_path / "case.tar.gz", "--debug", "1")
    assert said.code == 1
    assert "what came before it failed is in the archive: " in said.err
    files = opened(tmp_path / "case.tar.gz")
    assert "Not all was collected" in files["index.html"]
    assert "Searching policy based on peer" in files[f"{NAME}/debug.txt"]
    assert (f"{NAME}/shows/{file_name('show version')}" in files) is asked


def test_a_headend_that_cannot_be_reached_is_on_the_page(
    headend: Type, inventory: Path, edges: Lab, tmp_path: Path
) -> None:
    edges.call(edges["edge-split"].acceptor.close)
    said = run(headend, inventory, tmp_path / "case.tar.gz")
    assert said.code == 1
    files = opened(tmp_path / "case.tar.gz")
    assert "Nothing was collected" in files["index.html"]
    assert "refuses a connection" in files["index.html"]
    assert "edge-full/facts.json" in files


def test_secrets_that_cannot_be_read_keep_nobody_from_getting_help(
    headend: Type, one: Path, tmp_path: Path
) -> None:
    (one / "secrets" / "IKEv2-TP.passphrase").unlink()
    said = run(headend, one, tmp_path / "case.tar.gz")
    assert said.code == 0, said.err
    assert any("not verified" in note for note in said.result(NAME)["result"]["notes"])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--out", "case.rar"), "an archive ends in .tar.gz or .zip"),
        (("--out", "no-such-folder/case.zip"), "there is no folder"),
        (("--user", "no user; reload"), "no user can have such a name"),
        (("--peer", "vpn.example.com"), "not an IPv4 address"),
        (("--debug", "100000"), "less than or equal to 300"),
    ],
)
def test_what_cannot_be_is_refused_before_any_connection(
    headend: Type, one: Path, router: Lab, words: tuple[str, ...], text: str
) -> None:
    said = headend("support", *words, "--inventory", str(one))
    assert said.code == 3
    assert text in said.err
    assert router[NAME].router.counters.logins == 0


def test_an_archive_in_a_folder_is_named_after_the_moment(headend: Type, one: Path, tmp_path: Path) -> None:
    before = time.strftime("%Y%m%d", time.gmtime())
    said = run(headend, one, tmp_path)
    (found,) = tmp_path.glob("headend-support-*.tar.gz")
    assert found.name.startswith(f"headend-support-{before}")
    assert said.result(NAME)["result"]["archive"] == str(found)
    assert io.BytesIO(found.read_bytes()).read(2) == b"\x1f\x8b"
