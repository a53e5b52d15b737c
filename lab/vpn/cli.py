"""`python -m lab connect`: what a person types, what the lab's process does with it, what comes back.

The command reads the files and sends their content; the process that holds the routers walks the stages.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.vpn.client import Client, read_trust
from lab.vpn.connect import Attempt, connect_many

if TYPE_CHECKING:
    import argparse

    from lab.router import Router

CONNECTED, FAILED = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m lab connect ROUTER` understands (ROUTER and --state are the caller's)."""
    add = parser.add_argument
    add("--user", required=True)
    add("--password-file", type=Path, required=True, help="file with the password in its first line")
    add("--profile", type=Path, help="the client's XML profile; without one the client tries TLS and fails")
    add("--trust", type=Path, action="append", default=[], help="PEM file of trusted CAs (repeatable)")
    add("--client", default="5.1", metavar="VERSION", help="4.6 still offers group 14 (default: %(default)s)")
    add("--display-name", help="entry of the drop-down list (default: the first)")
    add("--bypass-downloader", action="store_true", help="as AnyConnectLocalPolicy.xml can say")
    add(
        "--from", dest="address", default="192.0.2.100", metavar="ADDRESS", help="the client's public address"
    )
    add(
        "--port",
        type=int,
        help="its public port, by default 50899 or one that is free; further sessions take others",
    )
    add("--count", type=int, default=1, help="so many sessions of the same person")
    add("--json", action="store_true", dest="as_json")
    add("--debug", action="store_true", help="print the router's debug too")


def request(arguments: argparse.Namespace) -> dict[str, Any]:
    """Everything that the log-in needs, as a JSON document for the lab's process.

    Raises:
        OSError: a file cannot be read.
    """
    profile: Path | None = arguments.profile
    return {
        "user": arguments.user,
        "password": arguments.password_file.read_text(encoding="utf-8").split("\n")[0],
        "profile": profile.read_text(encoding="utf-8") if profile else None,
        "trust": [path.read_text(encoding="ascii") for path in arguments.trust],
        "version": arguments.client,
        "display_name": arguments.display_name,
        "bypass_downloader": arguments.bypass_downloader,
        "address": arguments.address,
        "port": arguments.port,
        "count": arguments.count,
    }


def serve(router: Router, document: dict[str, Any]) -> dict[str, Any]:
    """Run in the lab's process: log in as asked and say how far it came.

    Raises:
        ValueError: a trust file without a certificate, or no version of a client.
    """
    wanted = dict(document)
    count = int(wanted.pop("count"))
    profile, trust = wanted.pop("profile"), wanted.pop("trust")
    port = wanted.pop("port")
    client = Client(
        **wanted,
        profile=profile.encode() if profile is not None else None,
        trust=read_trust(text.encode("ascii") for text in trust),
    )
    client = client if port is None else replace(client, port=port)
    # An address translator gives nobody a port that somebody else has, unless it was asked for.
    held = {(session.peer, session.port) for session in router.vpn.sessions}
    while port is None and (client.address, client.port) in held:
        client = client.numbered(1)
    attempts = connect_many(router, client, count)
    return {"router": router.name, "user": client.user, "attempts": [_attempt(a) for a in attempts]}


def print_report(report: dict[str, Any], *, as_json: bool, debug: bool = False) -> int:
    """Print the stages and return the exit code: 0 connected, 2 failed at a stage."""
    attempts = report["attempts"]
    connected = bool(attempts) and all(a["failed"] is None for a in attempts)
    if as_json:
        print(json.dumps({**report, "connected": connected}, indent=2))
        return CONNECTED if connected else FAILED
    for number, attempt in enumerate(attempts):
        if number == 0 or attempt["failed"]:
            _print_attempt(attempt, debug=debug)
    up = sum(1 for a in attempts if a["failed"] is None)
    print(f"{report['router']}: {report['user']}: {up} of {len(attempts)} connected")
    return CONNECTED if connected else FAILED


def _print_attempt(attempt: dict[str, Any], *, debug: bool) -> None:
    for stage in attempt["passed"]:
        print(f"{stage:<22}OK")
    if debug:
        print("\n".join(attempt["debug"]))
    if attempt["failed"]:
        print(f"{attempt['failed']:<22}FAILED  {attempt['words']}")
        return
    session = attempt["session"]
    print(f"{session['interface']}: {session['address']} for {session['peer']} port {session['port']}")


def _attempt(attempt: Attempt) -> dict[str, Any]:
    session = attempt.session
    return {
        "passed": [stage.value for stage in attempt.passed],
        "failed": attempt.failed.value if attempt.failed else None,
        "words": attempt.words,
        "debug": list(attempt.debug),
        "session": {
            "interface": session.interface,
            "session_id": session.session_id,
            "address": session.address,
            "peer": session.peer,
            "port": session.port,
            "routes": list(session.routes),
        }
        if session
        else None,
    }
