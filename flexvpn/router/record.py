"""The record on a router by which we recognise our own work: ``bootflash:/headend.json``. It holds no secret."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from flexvpn.base.values import FROZEN
from flexvpn.sections.section import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORD_FILE = "headend.json"


class RecordedObject(BaseModel):
    """One object that a push of ours has created."""

    model_config = FROZEN
    kind: str
    name: str = ""


class Retirement(BaseModel):
    """A generation of a certificate that was replaced, and when it may be removed."""

    model_config = FROZEN
    label: str
    remove_after: datetime


class Record(BaseModel):
    """The names of our objects on a router, and the last confirmed push."""

    model_config = FROZEN
    schema_version: int = 1
    tool_version: str
    pushed_at: datetime
    plan_digest: str
    ticket: str = ""
    profile_digest: str = ""
    objects: tuple[RecordedObject, ...] = ()
    generations: tuple[str, ...] = ()
    """Labels of trustpoints that we imported, CA trustpoints of the imports included, oldest first."""
    retired: tuple[Retirement, ...] = ()
    """Those of them that were replaced."""
    requested: tuple[str, ...] = ()
    """Labels of keys that the router made itself and whose certificates are not in use yet."""
    fingerprints: dict[str, str] = {}
    """Keyed fingerprint of each secret that was last sent, by placeholder name."""
    unseen: tuple[str, ...] = ()
    """Lines that the router took and does not show."""

    def refs(self) -> frozenset[Ref]:
        """Our objects as references."""
        return frozenset(Ref(item.kind, item.name) for item in self.objects)

    def to_bytes(self) -> bytes:
        """The file's content; indented, so that it can be read in the output of a router's ``more``."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def recorded(refs: Iterable[Ref]) -> tuple[RecordedObject, ...]:
    """References as the record writes them, sorted."""
    return tuple(RecordedObject(kind=ref.kind, name=ref.name) for ref in sorted(refs))


def read_record(text: str) -> Record | None:
    """Read what ``more bootflash:/headend.json`` printed; None where it is damaged, which the caller reports."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        return Record.model_validate_json(text[start : end + 1])
    except ValidationError:
        return None
