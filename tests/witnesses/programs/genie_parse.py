"""Genie's IOS-XE parsers as a filter: one JSON object a line in, one out. Runs in an environment of its own.

In: ``{"command": "show version", "output": "..."}``. Out: ``{"parser": "ShowVersion", "parsed": {...}}``,
``{"parser": ..., "error": "..."}`` where it has a parser that fails, ``{"parser": null}`` where it has none.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from typing import Any


def answer(device: Any, command: str, output: str) -> dict[str, Any]:  # noqa: ANN401 - genie publishes no types
    """What genie reads from ``output``."""
    utils = importlib.import_module("genie.libs.parser.utils")
    try:
        parser, _ = utils.get_parser(command, device)
    except Exception as error:
        if type(error).__name__ != "ParserNotFound":
            raise
        return {"parser": None}
    try:
        parsed = device.parse(command, output=output)
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is its verdict
        return {"parser": parser.__name__, "error": f"{type(error).__name__}: {error}"}
    return {"parser": parser.__name__, "parsed": parsed}


def main() -> None:
    """Answer until the input ends."""
    logging.disable(logging.CRITICAL)
    base = importlib.import_module("genie.conf.base")
    device = base.Device(name="lab", os="iosxe")
    device.custom = {"abstraction": {"order": ["os"]}}
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(answer(device, order["command"], order["output"])), flush=True)  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
