"""``headend kit``: the client's side, without a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.declaration import command
from commands.options import OutDir
from commands.outputs import Written, write_files, written_text
from flexvpn.client.kit import build_kit
from flexvpn.ios.releases import CLIENT_PROFILE
from flexvpn.report.layout import Line, Piece, Tone

if TYPE_CHECKING:
    from tasks.session.run import Run


@command(result=Written)
def kit(run: Run, out: OutDir) -> int:
    """Write what clients need: profile, local policy, a page."""

    def write(name: str) -> Written:
        headend = run.workspace.headend(name)
        updates = headend.profile_download is not None and headend.profile_download.applies(headend.release)
        files = build_kit(name, headend.client_profile(), headend.release, updates_itself=updates)
        return write_files(out / name, files)

    return run.finish(run.offline(write), Written, lambda written: written, text=_text)


def _text(done: tuple[tuple[str, Written], ...]) -> tuple[Piece, ...]:
    hints = [
        Line(
            f"{name}: older than {CLIENT_PROFILE.since}, the router hands out no profile: AnyConnectLocalPolicy.xml"
            " sets BypassDownloader, install.html says where it goes",
            Tone.WARN,
        )
        for name, written in done
        if any(path.endswith("AnyConnectLocalPolicy.xml") for path in written.files)
    ]
    return (*written_text(done), *hints)
