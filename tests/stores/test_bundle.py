"""Archives: what is written is what is read, in a folder of its own, for nobody else."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flexvpn.base.errors import ArchiveRefused
from stores.bundle import destination, write_bundle

MOMENT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FILES = {"index.html": "<p>é</p>", "edge/shows/a.txt": "a\n"}


@pytest.mark.parametrize("name", ["case.tar.gz", "case.tgz", "case.zip"])
def test_what_is_written_is_what_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_bundle(path, FILES, MOMENT)
    if name.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            contents = {entry: archive.read(entry).decode() for entry in archive.namelist()}
    else:
        with tarfile.open(path) as archive:
            files = {member.name: archive.extractfile(member) for member in archive}
            contents = {entry: file.read().decode() for entry, file in files.items() if file is not None}
    assert contents == {f"case/{entry}": text for entry, text in FILES.items()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_of_our_own_goes_into_this_folder_or_the_one_that_is_given(tmp_path: Path) -> None:
    assert destination(None, "support-1") == Path("support-1.tar.gz")
    assert destination(tmp_path, "support-1") == tmp_path / "support-1.tar.gz"
    assert destination(tmp_path / "case.zip", "support-1") == tmp_path / "case.zip"


@pytest.mark.parametrize("name", ["case.rar", "case", "nowhere/case.zip"])
def test_what_cannot_be_written_is_refused_before_anything_is_collected(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveRefused):
        destination(tmp_path / name, "support-1")
