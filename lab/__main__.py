"""``python -m lab``: start and stop simulated headends, change them, look at them, log in as a client."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gc
import random
import signal
import sys
from pathlib import Path
from typing import Any

from lab import control, fault_cli, process
from lab.fault_file import FaultPlan, read_file
from lab.host import DEFAULTS, RouterSpec
from lab.pki import cli as pki
from lab.quirks import Quirks
from lab.releases import DEFAULT
from lab.vpn import cli as vpn

FAILED, REFUSED, STOPPED = 1, 3, 130
_NEW_OBJECTS = 200_000
"""Between two collections: a thousand routers are objects that stay, and need not be looked through every 700."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    gc.set_threshold(_NEW_OBJECTS)
    words = sys.argv[1:] if arguments is None else arguments
    parsed = _parser().parse_args(words)
    try:
        code: int = parsed.run(parsed)
    except KeyboardInterrupt:
        return STOPPED
    except (control.RefusedError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, text in (("up", "start routers in the background"), ("serve", argparse.SUPPRESS)):
        command = commands.add_parser(name, help=text)
        _state(command)
        command.add_argument("routers", nargs="*", metavar="NAME=RELEASE")
        command.add_argument("--fresh", action="store_true", help="an address, an SSH key, an administrator")
        command.add_argument("--quirks", default="default", help="random, default or name=on,name=off")
        command.add_argument("--seed", type=int, help="for --quirks random (then printed) and for faults")
        command.add_argument("--faults", type=Path, metavar="FILE", help="what goes wrong from the start")
        command.add_argument("--foreground", action="store_true", help="stay in front until interrupted")
        command.add_argument("--username", default="admin", help="administrator of the routers")
        command.set_defaults(run=_up if name == "up" else _serve)
    down = commands.add_parser("down", help="stop them")
    _state(down)
    down.set_defaults(run=_down)
    configure = commands.add_parser("configure", help="change a router behind everybody's back")
    _state(configure)
    configure.add_argument("router")
    configure.add_argument("lines", nargs="+", metavar="LINE")
    configure.set_defaults(run=_configure)
    show = commands.add_parser("show", help="print what an EXEC command answers")
    _state(show)
    show.add_argument("router")
    show.add_argument("command", nargs="+")
    show.set_defaults(run=_show)
    connect = commands.add_parser("connect", help="log in as a simulated client")
    _state(connect)
    connect.add_argument("router")
    vpn.add_arguments(connect)
    connect.set_defaults(run=_connect)
    fault = commands.add_parser("fault", help="make a router fail")
    _state(fault)
    fault_cli.add_arguments(fault)
    fault.set_defaults(run=_fault)
    make_pki = commands.add_parser("pki", help="make a CA and a router's PKCS12 file")
    pki.add_arguments(make_pki)
    make_pki.set_defaults(run=pki.run)
    return parser


def _state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", type=Path, default=Path(".lab"), metavar="DIR", help="default: %(default)s"
    )


def _specs(parsed: argparse.Namespace) -> list[RouterSpec]:
    wanted = dict(word.partition("=")[::2] for word in parsed.routers) or dict(DEFAULTS)
    seed = parsed.seed if parsed.seed is not None else random.SystemRandom().randrange(2**31)
    rng = random.Random(seed)  # noqa: S311 - draws quirks
    if parsed.quirks == "random":
        print(f"quirks drawn with --seed {seed}", flush=True)
    return [
        RouterSpec(
            name,
            release=release or DEFAULT,
            fresh=parsed.fresh,
            quirks=Quirks.parse(parsed.quirks, rng),
            username=parsed.username,
        )
        for name, release in wanted.items()
    ]


def _up(parsed: argparse.Namespace) -> int:
    if parsed.foreground:
        return _serve(parsed)
    running = process.read_state(parsed.state)
    if running is not None and process.alive(running):
        raise RuntimeError(f"a lab is up already ({parsed.state}): stop it with `lab down` first")
    if parsed.quirks == "random":
        if parsed.seed is None:
            parsed.seed = random.SystemRandom().randrange(2**31)
        print(f"quirks drawn with --seed {parsed.seed}")
    _specs_are_good(parsed)
    words = [*parsed.routers, "--quirks", parsed.quirks, "--username", parsed.username]
    words += ["--fresh"] if parsed.fresh else []
    words += ["--seed", str(parsed.seed)] if parsed.seed is not None else []
    words += ["--faults", str(parsed.faults)] if parsed.faults is not None else []
    # Whoever stops us stops the routers that are just starting.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    document = process.start(words, parsed.state)
    try:
        _introduce(document, parsed.state)
    except KeyboardInterrupt:
        process.stop(parsed.state)
        raise
    return 0


def _introduce(document: dict[str, Any], state: Path) -> None:
    print(f"{'router':<16}{'release':<10}{'address':<18}username")
    for name, router in document["routers"].items():
        place = f"{router['host']}:{router['port']}"
        print(f"{name:<16}{router['release']:<10}{place:<18}{router['username']}")
    print(f"passwords and host keys: {process.state_file(state)}")


def _specs_are_good(parsed: argparse.Namespace) -> None:
    from lab.release import Release

    for word in parsed.routers:
        release = word.partition("=")[2]
        if release:
            Release(release)
    Quirks.parse(parsed.quirks, random.Random(0))  # noqa: S311 - only checked
    _faults(parsed)


def _faults(parsed: argparse.Namespace) -> FaultPlan:
    plan = FaultPlan() if parsed.faults is None else read_file(parsed.faults)
    plan.check(word.partition("=")[0] for word in parsed.routers or DEFAULTS)
    return plan if parsed.seed is None else dataclasses.replace(plan, seed=parsed.seed)


def _serve(parsed: argparse.Namespace) -> int:
    asyncio.run(process.serve(_specs(parsed), parsed.state, _faults(parsed)))
    return 0


def _down(parsed: argparse.Namespace) -> int:
    stopped = process.stop(parsed.state)
    print("stopped" if stopped else "nothing was running")
    return 0


def _ask(parsed: argparse.Namespace, request: dict[str, object]) -> object:
    document = process.read_state(parsed.state)
    if document is None:
        raise control.RefusedError(f"no lab is up in {parsed.state}: start one with `lab up`")
    return control.ask(document["control"], {"router": parsed.router, **request})


def _configure(parsed: argparse.Namespace) -> int:
    said = str(_ask(parsed, {"do": "configure", "lines": parsed.lines}))
    print(said, end="")
    return 0


def _show(parsed: argparse.Namespace) -> int:
    print(_ask(parsed, {"do": "show", "command": " ".join(parsed.command)}), end="")
    return 0


def _fault(parsed: argparse.Namespace) -> int:
    document = process.read_state(parsed.state)
    if document is None:
        raise control.RefusedError(f"no lab is up in {parsed.state}: start one with `lab up`")

    def ask(router: str, request: dict[str, object]) -> object:
        return control.ask(document["control"], {"do": "fault", "router": router, **request})

    return fault_cli.run(parsed, tuple(document["routers"]), ask)


def _connect(parsed: argparse.Namespace) -> int:
    report = _ask(parsed, {"do": "connect", "document": vpn.request(parsed)})
    if not isinstance(report, dict):
        raise control.RefusedError("the lab answered with something else")
    return vpn.print_report(report, as_json=parsed.as_json, debug=parsed.debug)


if __name__ == "__main__":
    sys.exit(main())
