"""A file is as it was or as it should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stores.atomic import write_atomically


def test_text_and_bytes_are_written_with_the_mode_asked_for(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "text é")
    write_atomically(tmp_path / "b", b"\x00\xff", mode=0o644)
    assert (tmp_path / "a").read_text() == "text é"
    assert (tmp_path / "b").read_bytes() == b"\x00\xff"
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"] == [0o600, 0o644]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    target.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "no" / "file", "x")
