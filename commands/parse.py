"""``headend parse``: what this program reads from a recording. No router is asked."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from flexvpn.base.errors import NotUnderstood, RecordingUnreadable
from flexvpn.base.plurals import counted
from flexvpn.facts.catalog import read_command, reader_for
from flexvpn.facts.document import schema
from flexvpn.facts.parser import REFUSED
from flexvpn.report.layout import Line, Tone
from stores.console import Console

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

Recorded = Annotated[str, typer.Argument(metavar="COMMAND", help='As typed: "show crypto session detail".')]
Recording = Annotated[str, typer.Argument(metavar="FILE|-", help="What it printed.")]

STDIN = "-"
LIMIT = 256 * 2**20
"""Ten thousand sessions are 18 MB; what is larger than this is no answer to one command."""

_REFUSED = "record it again where the router takes the command: typed in full, at privilege 15"
_HINT = "it must be what the router printed; if it is, a release prints it in a form we have not seen: please report it"
# PowerShell writes what is sent into a file as UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - set(b"\x00\x07\b\t\n\r\x1b"))
_SHARE = 20


@command(documents={"parse": schema})
def parse(command: Recorded, file: Recording = STDIN) -> int:
    """Print as JSON what is read from a recording."""
    return print_facts(command, file)


def print_facts(
    command: str, source: str, *, stdin: TextIO = sys.stdin, console: Console | None = None
) -> int:
    """Print as JSON what is read from a recording; how many lines nobody understood is said beside it.

    Args:
        command: as it was typed on the router; it may be abbreviated.
        source: a file, or ``-`` for standard input.
        stdin: where ``-`` reads.
        console: where the answer goes.

    Raises:
        RecordingUnreadable: the file cannot be read, or no template reads the command.
        NotUnderstood: the recording is no answer to the command.
    """
    out = console or Console()
    try:
        reader_for(command)
    except NotUnderstood as error:
        message = f"{error.step or 'no command'}: {error.what}"
        near = error.hint if error.hint != error.advice else "give it as it was typed on the router"
        raise RecordingUnreadable(message, hint=near) from error
    try:
        facts = read_command(command, _text(source, stdin))
    except NotUnderstood as error:
        hint = _REFUSED if error.what == REFUSED else _HINT
        raise NotUnderstood("recording", error.step, error.what, reply=error.reply, hint=hint) from error
    out.emit(json.dumps(facts, indent=2, ensure_ascii=False))
    for kind, count in (("line", facts["unknown_count"]), ("value", facts["odd_count"])):
        if count:
            text = f"not understood: {counted(count, kind)}, listed in the document"
            out.show((Line(text, Tone.WARN),))
    return 0


def _text(source: str, stdin: TextIO) -> str:
    if source == STDIN:
        raw = _some(stdin.buffer) if hasattr(stdin, "buffer") else stdin.read().encode()
        return _decoded("from standard input", raw)
    try:
        with Path(source).open("rb") as file:
            raw = _some(file)
    except OSError as error:
        raise RecordingUnreadable(
            f"recording {source}: {error.strerror or error}", hint="name a file, or - for standard input"
        ) from error
    return _decoded(source, raw)


def _some(file: BinaryIO) -> bytes:
    """What ``file`` holds, up to a byte more than is taken."""
    return file.read(LIMIT + 1)


def _decoded(source: str, raw: bytes) -> str:
    """The text of ``raw``. A terminal's log may hold a byte of any kind: it must not keep the rest from being read."""
    if len(raw) > LIMIT:
        raise RecordingUnreadable(
            f"recording {source}: larger than {LIMIT // 2**20} MB",
            hint="keep the answer to this command alone",
        )
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if encoding is None and (len(raw) - len(raw.translate(None, _CONTROL))) * _SHARE > len(raw):
        raise RecordingUnreadable(f"recording {source}: it is no text", hint="name a text file")
    text = raw.decode(encoding or "utf-8", errors="replace").replace("\x00", "")
    return text if "\n" in text else text.replace("\r", "\n")
