"""Recordings of real routers, beside a checkout or absent: what the lab prints is what they printed, in order.

Where the recordings are absent, a small sample written by hand holds the comparison itself to its word.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from lab.router import Router
from tests.witnesses import recordings
from tests.witnesses.headend import headend

SAMPLE = """\
Crypto session current status
Interface: Tunnel1
Session status: UP-ACTIVE
Peer: 198.51.100.9 port 500 fvrf: (none) ivrf: (none)
"""


@cache
def router(release: str) -> Router:
    return headend(release if release.count(".") == 2 else f"{release}.1")


@pytest.mark.transcripts
@pytest.mark.parametrize("case", recordings.everything(), ids=lambda case: f"{case.command}:{case.file}")
def test_nothing_is_invented_left_out_or_moved(case: recordings.Recorded) -> None:
    assert recordings.complaints(case, router(case.release).execute(case.command)) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("Session status", "Session state"), "invented"),
        (("Interface: Tunnel1\n", ""), "left out"),
        (
            (
                "Interface: Tunnel1\nSession status: UP-ACTIVE\n",
                "Session status: UP-ACTIVE\nInterface: Tunnel1\n",
            ),
            "moved",
        ),
    ],
)
def test_the_comparison_notices(
    change: tuple[str, str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sample").write_text(SAMPLE, encoding="utf-8")
    monkeypatch.setattr(recordings, "TRANSCRIPTS", tmp_path)
    case = recordings.Recorded("sample", "show crypto session detail")
    assert recordings.complaints(case, SAMPLE) == []
    assert any(one.startswith(word) for one in recordings.complaints(case, SAMPLE.replace(*change)))
