"""What a router's chassis says of itself."""

from __future__ import annotations

import dataclasses
import zlib
from typing import TYPE_CHECKING

from lab.releases import Behaviour

if TYPE_CHECKING:
    from lab.release import Release

IMAGE = "X86_64_LINUX_IOSD-UNIVERSALK9-M"
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclasses.dataclass(frozen=True, slots=True)
class Hardware:
    """Product id, name in the inventory, serial number and what else ``show version`` prints of the box."""

    pid: str
    title: str
    serial: str
    processor: str
    image: str
    memory: str


def hardware_of(name: str, release: Release) -> Hardware:
    """A CSR1000V up to 17.3, a C8000V from 17.4 on; the serial number follows from the name."""
    number = zlib.crc32(b"serial" + name.encode()) * 2654435761
    serial = "9" + "".join(_LETTERS[number // 34**power % 34] for power in range(10))
    if Behaviour.C8000V.value.holds(release):
        return Hardware("C8000V", "Catalyst 8000V Edge", serial, "C8000V (VXE)", IMAGE, "2018844K/3075K")
    return Hardware("CSR1000V", "CSR1000V", serial, "CSR1000V (VXE)", IMAGE, "2182252K/3075K")
