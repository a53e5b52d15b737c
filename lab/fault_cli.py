"""``python -m lab fault``: sets faults while the lab runs, lists them, takes them back."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.fault import read_fault
from lab.fault_file import EVERY_ROUTER, read_file, read_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from lab.router import Router

    Ask = Callable[[str, dict[str, Any]], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``python -m lab fault`` understands."""
    add = parser.add_argument
    add("router", nargs="?", default="", help="which router; without it, all")
    add("kind", nargs="?", default="", help="which fault; without it, what is set is listed")
    add("settings", nargs="*", metavar="NAME=VALUE", help="see docs/lab.md")
    add("--file", type=Path, help="faults by router, in YAML or JSON")
    add("--clear", action="store_true", help="take back all faults, or those of KIND")
    add("--seed", type=int, help="begin the draws anew")


def run(parsed: argparse.Namespace, routers: tuple[str, ...], ask: Ask) -> int:
    """Set, clear or list; prints what is set afterwards.

    Raises:
        ValueError: words or file say nothing that can be done.
    """
    requests = _requests(parsed, routers)
    for name, request in requests:
        said = ask(name, request)
        lines = said if isinstance(said, list) else []
        print("\n".join(f"{name}: {line}" for line in lines) or f"{name}: no fault is set")
    return 0


def _requests(parsed: argparse.Namespace, routers: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    chosen = routers if parsed.router in ("", EVERY_ROUTER) else (parsed.router,)
    if parsed.file is not None:
        plan = read_file(parsed.file)
        plan.check(routers)
        seed = parsed.seed if parsed.seed is not None else plan.seed
        given = {name: [_as_data(fault) for fault in plan.of(name)] for name in chosen}
        return [(name, {"set": faults, "seed": seed}) for name, faults in given.items() if faults]
    request: dict[str, Any] = {"seed": parsed.seed}
    if parsed.clear:
        if parsed.kind:
            read_fault(parsed.kind, {})
        request["clear"] = parsed.kind
    elif parsed.kind:
        request["set"] = [_as_data(read_words(parsed.kind, parsed.settings))]
    return [(name, request) for name in chosen]


def _as_data(fault: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the kinds
    return {"kind": fault.kind, **dataclasses.asdict(fault)}


def serve(router: Router, request: dict[str, Any]) -> list[str]:
    """In the lab's process: do what was asked, and tell what is set.

    Raises:
        ValueError: no such fault or setting.
    """
    faults = router.faults
    if request.get("seed") is not None:
        faults.seed(request["seed"])
    if request.get("clear") is not None:
        faults.clear(request["clear"])
    for data in request.get("set", ()):
        faults.set(read_fault(data["kind"], {k: v for k, v in data.items() if k != "kind"}))
    return [str(fault) for fault in faults.active()]
