"""Blocks that are not ours and hold lines of ours: never created for nothing, never taken away."""

from __future__ import annotations

import re

from flexvpn.ios.config import Block, Config, merge


def keep_parents(running: Config, intended: Config, pattern: str) -> Config:
    """``intended`` with an empty block for each running one whose line matches ``pattern``.

    Without it the comparison would say ``no interface GigabitEthernet1`` where only ``ip nat outside`` has to go.
    """
    missing = [
        Block(block.line)
        for block in running
        if re.fullmatch(pattern, block.line) and block.line not in intended
    ]
    return merge([*intended, *missing]) if missing else intended
