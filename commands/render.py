"""``headend render``: what a push would send, without a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.declaration import command
from commands.options import OutDir
from commands.outputs import Written, write_files, written_text
from flexvpn.base.credentials import TOKEN
from flexvpn.sections.intended import render as intended
from stores.materials import rendered_references

if TYPE_CHECKING:
    from flexvpn.sections.headend import Headend
    from tasks.session.run import Run


@command(result=Written)
def render(run: Run, out: OutDir) -> int:
    """Write the configuration and files that are intended. Touches no router."""

    def write(name: str) -> Written:
        return write_files(out / name, intended_files(run.workspace.headend(name)))

    return run.finish(run.offline(write), Written, lambda written: written, text=written_text)


def intended_files(headend: Headend) -> dict[str, bytes]:
    """What the inventory means for one headend, by the name of the file: references in place of secrets."""
    references = {token: str(reference) for token, reference in rendered_references(headend).items()}
    text = TOKEN.sub(lambda token: f"<{references[token[1]]}>", intended(headend).text())
    files = {"intended.cfg": text.encode()}
    section = headend.anyconnect_profile
    if section.applies(headend.release):
        files[section.file] = headend.client_profile().xml()
    return files
