"""``show crypto key mypubkey rsa|ec|all``: the router's key pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, moment
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One key pair; ``public_key`` is DER in lower-case hexadecimal, ``bits`` what the router says or None."""

    name: str
    algorithm: str | None
    bits: int | None
    curve: str | None
    generated_at: datetime | None
    usage: str | None
    storage: str | None
    exportable: bool | None
    temporary: bool
    redundancy: str | None
    public_key: str


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[KeyPair]:
    for row in rows:
        if "NAME" not in row:
            continue
        get = row.get
        exportable = get("EXPORTABLE")
        yield KeyPair(
            name=row["NAME"],
            algorithm=get("TYPE"),
            bits=integer(row, "BITS"),
            curve=get("CURVE"),
            generated_at=moment(get("GENERATED", "")),
            usage=get("USAGE"),
            storage=get("STORAGE"),
            exportable=None if exportable is None else exportable == "exportable",
            temporary="TEMPORARY" in row,
            redundancy=get("REDUNDANCY"),
            public_key=re.sub(r"\s", "", "".join(get("DATA", ()))).lower(),
        )


read = Reader("show crypto key mypubkey all", _records)
