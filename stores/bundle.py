"""Writes an archive, tar.gz or zip, that only its owner can read."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

from flexvpn.base.errors import ArchiveRefused
from flexvpn.base.escapes import escaped
from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

_TAR = (".tar.gz", ".tgz")
_ZIP = (".zip",)
_MODE = 0o600


def destination(given: Path | None, stem: str) -> Path:
    """The archive's path: ``given``, or ``stem``.tar.gz in ``given`` if that is a folder, or in the present folder.

    Raises:
        ArchiveRefused: the name ends in neither .tar.gz nor .zip, or its folder does not exist.
    """
    from pathlib import Path

    path = Path(f"{stem}.tar.gz") if given is None else given
    if path.is_dir():
        path /= f"{stem}.tar.gz"
    if not path.name.endswith(_TAR + _ZIP):
        raise ArchiveRefused(
            f"{path}: an archive ends in .tar.gz or .zip", hint="or name a folder that is there"
        )
    if not path.parent.is_dir():
        raise ArchiveRefused(f"{path}: there is no folder {path.parent}", hint="make it first")
    return path


def write_bundle(path: Path, files: Mapping[str, str], moment: datetime) -> None:
    """Write all files into one archive, below a folder of its name, with control characters escaped.

    Raises:
        ArchiveRefused: it cannot be written.
    """
    folder = path.name
    for ending in _TAR + _ZIP:
        folder = folder.removesuffix(ending)
    contents = {f"{folder}/{name}": escaped(text).encode() for name, text in files.items()}
    make = _zip if path.name.endswith(_ZIP) else _tar
    try:
        write_atomically(path, make(contents, moment), mode=_MODE)
    except OSError as error:
        raise ArchiveRefused(f"{path}: {error.strerror or error}") from error


def _tar(contents: Mapping[str, bytes], moment: datetime) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), _MODE, int(moment.timestamp())
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _zip(contents: Mapping[str, bytes], moment: datetime) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            member = zipfile.ZipInfo(name, moment.timetuple()[:6])
            member.external_attr = _MODE << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
