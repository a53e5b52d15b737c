"""The page of `drift --out html:` in a real browser, where there is one: whole, light, dark, printable, alone."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flexvpn.drift.comparison import Drift
from flexvpn.report.document import Entry, Problem, document
from flexvpn.report.page import page
from flexvpn.router.condition import CertificateLife, Condition, PoolUse
from tests.builders import part

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NOW = datetime(2026, 11, 24, 3, 7, tzinfo=UTC)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = Condition(
        certificates=(CertificateLife(trustpoint="IKEv2-TP", until=NOW, days=20, state="warn", in_use=True),),
        pools=(PoolUse(name="ACPool", size=6, in_use=5, state="warn"),),
    )
    lines = part("http", "no ip http server")
    well = Drift(headend="edge-well", condition=state)
    ill = Drift(headend="edge-ill", sections=(lines,), condition=state)
    gone = Problem(code="E201", message="edge-gone: no answer")
    entries = (
        Entry[Drift](headend="edge-well", verdict="ok", exit_code=0, result=well),
        Entry[Drift](headend="edge-ill", verdict="differs", exit_code=2, result=ill),
        Entry[Drift](headend="edge-gone", verdict="failed", exit_code=1, problem=gone),
    )
    path = tmp_path_factory.mktemp("page") / "drift.html"
    path.write_text(page(document("drift", "0", NOW, entries, Drift)))
    return path


def browse(tmp_path: Path, written: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *words, written.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)


def first_pixel(picture: Path) -> int:
    """The brightness of the upper left corner; of a PNG's first pixel every filter keeps the bytes as they are."""
    data = picture.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        packed += data[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return sum(zlib.decompress(packed)[1:4])


@pytest.mark.parametrize(("scheme", "bright"), [("1", True), ("0", False)], ids=["light", "dark"])
def test_the_page_is_light_or_dark_as_the_system_is(
    tmp_path: Path, written: Path, scheme: str, *, bright: bool
) -> None:
    picture = tmp_path / "page.png"
    words = (f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={picture}")
    browse(tmp_path, written, *words, "--window-size=900,900")
    assert (first_pixel(picture) > 3 * 128) is bright


def test_what_was_written_is_what_the_browser_holds_and_nothing_is_refused(
    tmp_path: Path, written: Path
) -> None:
    done = browse(tmp_path, written, "--dump-dom", "--enable-logging=stderr")
    for text in ("edge-well", "edge-ill", "edge-gone", "no ip http server", "5 of 6", "IKEv2-TP"):
        assert text in done.stdout
    assert "Refused to" not in done.stderr
    assert "CONSOLE" not in done.stderr


def test_the_page_prints(tmp_path: Path, written: Path) -> None:
    paper = tmp_path / "page.pdf"
    browse(tmp_path, written, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert paper.stat().st_size > 10_000
