"""``show version``: the release, the model and the uptime."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import hexadecimal, integer, moment, name, span
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NUMBERS = re.compile(r"(\d+)\.(\d+)(?:[.(](\d+))?")


@dataclass(frozen=True, slots=True)
class Version:
    """Software and hardware. ``ios`` is ``17.15.5``, ``xe`` the same in the form ``17.15.05``."""

    ios: str
    xe: str | None
    image_name: str | None
    image_file: str | None
    hostname: str | None
    model: str | None
    serial: str | None
    uptime: timedelta | None
    returned_by: str | None
    restarted_at: datetime | None
    reload_reason: str | None
    memory_kilobytes: int | None
    config_register: int | None
    next_config_register: int | None
    mode: str | None
    license_level: str | None
    license_status: str | None
    throughput: str | None
    rommon: str | None

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The release for comparing, ``16.9.2`` and ``16.09.02`` both as (16, 9, 2); (0, 0, 0) if it has no number."""
        match = _NUMBERS.match(self.ios) or _NUMBERS.search(self.xe or "")
        return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else (0, 0, 0)

    @property
    def is_xe(self) -> bool:
        """True for IOS-XE, by its own banner or its number."""
        return self.xe is not None or self.numbers >= (16, 0, 0)


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Version]:
    for row in rows:
        get = row.get
        if not get("IOS_VERSION") and not get("XE_VERSION"):
            continue
        yield Version(
            ios=get("IOS_VERSION") or get("XE_VERSION", ""),
            xe=get("XE_VERSION"),
            image_name=get("IMAGE_NAME"),
            image_file=get("IMAGE_FILE"),
            hostname=get("HOSTNAME"),
            model=get("MODEL"),
            serial=get("SERIAL"),
            uptime=span(get("UPTIME", "")),
            returned_by=get("RETURNED_BY"),
            restarted_at=moment(get("RESTARTED_AT", "")),
            reload_reason=get("RELOAD_REASON"),
            memory_kilobytes=integer(row, "MEMORY_KB"),
            config_register=hexadecimal(get("CONFIG_REGISTER")),
            next_config_register=hexadecimal(get("NEXT_CONFIG_REGISTER")),
            mode=get("MODE"),
            license_level=name(get("LICENSE_LEVEL")),
            license_status=name(get("LICENSE_STATUS")),
            throughput=name(get("THROUGHPUT")),
            rommon=get("ROMMON"),
        )


read = Reader("show version", _records, always=True)
