"""The requester's copy is for the requester alone."""

from __future__ import annotations

import stat
import traceback
from typing import TYPE_CHECKING

import pyrage
import pytest

from flexvpn.base.errors import CopyRefused
from stores.credentials_out import CredentialsOut

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Password:   canary-Passw0rd\n"


def test_without_a_key_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = CredentialsOut(tmp_path / "out", None).write("alice", TEXT)
    assert path.name == "alice.txt"
    assert path.read_text() == TEXT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "CON.txt", "~root"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    path = CredentialsOut(tmp_path / "out", None).write(name, TEXT)
    assert path.resolve().parent == (tmp_path / "out").resolve()


def test_with_an_age_key_only_its_holder_reads_it(tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    path = CredentialsOut(tmp_path, str(key.to_public())).write("alice", TEXT)
    assert path.name == "alice.txt.age"
    assert b"canary" not in path.read_bytes()
    assert path.read_bytes().startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    assert pyrage.decrypt(path.read_bytes(), [key]).decode() == TEXT


def test_with_an_openpgp_key_only_its_holder_reads_it(tmp_path: Path) -> None:
    pysequoia = pytest.importorskip("pysequoia")
    key = pysequoia.Tsk.generate(user_id="Requester <requester@example.com>")
    path = CredentialsOut(tmp_path, str(key.extract_certificate())).write("alice", TEXT)
    assert path.name == "alice.txt.asc"
    assert b"BEGIN PGP MESSAGE" in path.read_bytes()
    opened = pysequoia.decrypt(decryptor=key.decryptor(), bytes=path.read_bytes())
    assert bytes(opened.bytes).decode() == TEXT


@pytest.mark.parametrize(
    "recipient",
    ["age1" + "q" * 58, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----"],
)
def test_a_key_that_nothing_can_be_encrypted_to_is_refused_before_a_file_is_written(
    tmp_path: Path, recipient: str
) -> None:
    with pytest.raises(CopyRefused):
        CredentialsOut(tmp_path / "out", recipient)
    assert not (tmp_path / "out").exists()


def test_openpgp_without_its_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stores.credentials_out.find_spec", lambda _: None)
    with pytest.raises(CopyRefused, match="pysequoia") as refused:
        CredentialsOut(tmp_path, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n")
    assert "openpgp" in refused.value.hint


def test_a_folder_that_cannot_be_made_or_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CopyRefused, match="file"):
        CredentialsOut(tmp_path / "file", None)
    out = CredentialsOut(tmp_path / "out", None)
    (tmp_path / "out" / "alice.txt").mkdir()
    with pytest.raises(CopyRefused) as refused:
        out.write("alice", TEXT)
    assert "canary" not in "".join(traceback.format_exception(refused.value))
