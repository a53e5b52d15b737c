"""What commands write into files: ``--out FORMAT:FILE`` what a run said, ``--out DIR`` a folder per headend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel

from flexvpn.base.errors import OptionsRefused
from flexvpn.base.escapes import escaped
from flexvpn.base.mistake import Mistake
from flexvpn.base.values import FROZEN
from flexvpn.report.document import Document
from flexvpn.report.layout import Line, Piece
from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

R = TypeVar("R", bound=BaseModel)

# Others read them: node_exporter, a web server, a CI system. No secret is in them.
_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Output(Generic[R]):
    """One file that was asked for."""

    path: Path
    render: Callable[[Document[R]], str]


def as_json(document: Document[R]) -> str:
    """What ``--json`` prints."""
    return document.model_dump_json(indent=2) + "\n"


def read_outputs(
    words: Iterable[str], formats: Mapping[str, Callable[[Document[R]], str]]
) -> tuple[Output[R], ...]:
    """The files that these words ask for.

    Raises:
        OptionsRefused: a format that there is not, no file, the same file twice, or a folder that is not there.
    """
    mistakes: list[Mistake] = []
    outputs: dict[Path, Output[R]] = {}
    for word in words:
        name, colon, file = word.partition(":")
        path = Path(file).expanduser()
        if not colon or not file:
            hint = f"write FORMAT:FILE, FORMAT one of {', '.join(formats)}"
            mistakes.append(Mistake(f"{word}: no file is named", key="--out", hint=hint))
        elif name not in formats:
            hint = f"there are {', '.join(formats)}"
            mistakes.append(Mistake(f"{word}: there is no format {name}", key="--out", hint=hint))
        elif path in outputs:
            mistakes.append(Mistake(f"{file}: two outputs cannot share a file", key="--out"))
        elif not path.parent.is_dir():
            mistakes.append(Mistake(f"{file}: there is no folder {path.parent}", key="--out"))
        else:
            outputs[path] = Output(path, formats[name])
    if mistakes:
        raise OptionsRefused(mistakes)
    return tuple(outputs.values())


def write_outputs(outputs: Iterable[Output[R]], document: Document[R]) -> tuple[str, ...]:
    """Write every file, one after the other; one that cannot be written does not keep back the others.

    Returns:
        What went wrong.
    """
    troubles: list[str] = []
    for output in outputs:
        try:
            write_atomically(output.path, escaped(output.render(document)), mode=_MODE)
        except OSError as error:
            troubles.append(f"{output.path}: not written: {error.strerror or error}")
    return tuple(troubles)


class Written(BaseModel):
    """Files that were written for one headend."""

    model_config = FROZEN

    files: tuple[str, ...]


def write_files(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Write files to a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_atomically(folder / name, content, mode=_MODE)
    return Written(files=tuple(str(folder / name) for name in files))


def written_text(done: tuple[tuple[str, Written], ...]) -> tuple[Piece, ...]:
    """Which files were written, headend by headend."""
    return tuple(Line(f"{name}: {', '.join(written.files)}") for name, written in done)
