"""How files on bootflash are named (docs/iosxe.md section 3)."""

from __future__ import annotations

from typing import Final

FLASH: Final = "bootflash:"


def on_flash(name: str) -> str:
    """``bootflash:/acvpn.xml``; a name that has a file system already stays as it is."""
    return name if ":" in name else f"{FLASH}/{name}"
