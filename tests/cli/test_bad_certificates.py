"""What bad input gets: a clear message, and nothing is uploaded; `check`, `deploy` and `rotate` say the same."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import certificate_factory as certificates
from tests.cli.conftest import authority, put_certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

WORD = certificates.PASSPHRASE.encode()


def good() -> bytes:
    return certificates.pkcs12(certificates.server())


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "truncated": (lambda: good()[:900], "the file is cut short"),
    "empty": (lambda: b"", "the file is empty"),
    "huge": (lambda: b"\x30" + bytes(2_000_000), "far too large"),
    "no PKCS12": (lambda: b"GIF89a and so on", "the file is not PKCS12"),
    "PEM": (lambda: certificates.pem(certificates.server()), "the file is PEM, not PKCS12"),
    "damaged": (lambda: good()[:-40] + bytes(40), "the file is damaged"),
    "two keys": (lambda: certificates.two_keys(certificates.server()), "more than one key"),
}
WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    **FILES,
    "wrong passphrase": (
        lambda: certificates.pkcs12(certificates.server(), passphrase="another"),
        "passphrase is wrong",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("command", ["deploy", "rotate"])
def test_a_file_that_cannot_be_read_reaches_no_router(
    headend: Type, inventory: Path, edges: Lab, case: str, command: str
) -> None:
    make, said = WRONG[case]
    put_certificate(inventory, (make(), WORD))
    words = ("certificate", "rotate") if command == "rotate" else ("deploy",)
    refused = headend(*words, "--yes", "--inventory", str(inventory))
    assert refused.code == 3
    assert "pki/IKEv2-TP.p12" in refused.err
    assert said in refused.err
    assert certificates.PASSPHRASE not in refused.err
    for name in ("edge-split", "edge-full"):
        assert edges.call(lambda: edges[name].router.counters.logins) == 0  # noqa: B023 - called at once


@pytest.mark.parametrize("case", WRONG)
def test_check_says_the_same_and_leaves_with_3(headend: Type, tmp_path: Path, case: str) -> None:
    make, said = WRONG[case]
    (tmp_path / "x.p12").write_bytes(make())
    (tmp_path / "word").write_bytes(WORD)
    refused = headend(
        "certificate", "check", str(tmp_path / "x.p12"), "--passphrase", f"file:{tmp_path / 'word'}"
    )
    assert refused.code == 3
    assert said in refused.err


@pytest.mark.parametrize("word", ["it's", 'say "so"', "two words", "what?"])
def test_a_passphrase_with_a_quote_a_space_or_a_question_mark_works_to_the_end(
    headend: Type, inventory: Path, word: str, tmp_path: Path
) -> None:
    (tmp_path / "word").write_text(word)
    words = ["-m", "lab", "pki", "--out", str(tmp_path), "--host", "vpn.example.com"]
    subprocess.run(
        [sys.executable, *words, "--passphrase-file", str(tmp_path / "word")], check=True, capture_output=True
    )
    put_certificate(inventory, ((tmp_path / "IKEv2-TP.p12").read_bytes(), word.encode()))
    done = headend("deploy", "--yes", "--inventory", str(inventory), "--limit", "edge-full")
    assert done.code == 0, done.err
    assert word not in done.err


def test_one_headend_s_certificate_does_not_serve_another(headend: Type, inventory: Path, edges: Lab) -> None:
    put_certificate(inventory, authority("--host=other.example.com"))
    refused = headend("certificate", "rotate", "--yes", "--inventory", str(inventory))
    assert refused.code == 3
    assert (
        "the certificate is not for vpn.example.com: its subject alternative names are other.example.com"
        in refused.err
    )
    assert edges.call(lambda: edges["edge-full"].router.counters.logins) == 0
