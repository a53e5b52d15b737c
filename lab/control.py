"""The door through which ``python -m lab`` talks to the process that holds the routers.

One JSON document per line over a Unix socket that only its owner may open.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from typing import TYPE_CHECKING, Any

from lab import fault_cli
from lab.vpn import cli as vpn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lab.host import Host
    from lab.router import Router

PATIENCE = 120


class RefusedError(Exception):
    """The lab's process does not answer, or cannot do what was asked."""


def _configure(router: Router, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return router.configure("\n".join(request["lines"]))


def _show(router: Router, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return router.execute(request["command"])


def _fault(router: Router, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return fault_cli.serve(router, request)


def _connect(router: Router, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return vpn.serve(router, request["document"])


OPERATIONS: dict[str, Callable[[Router, dict[str, Any]], Any]] = {
    "configure": _configure,
    "connect": _connect,
    "fault": _fault,
    "show": _show,
}


async def serve(host: Host, path: Path, stop: asyncio.Event) -> asyncio.Server:
    """Answer requests until the server is closed; ``{"do": "stop"}`` sets ``stop``."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(_respond(host, json.loads(line), stop)).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_unix_server(answer, path, limit=2**26)
    os.chmod(path, 0o600)  # noqa: PTH101 - of a path on a local disk, once
    return server


def _respond(host: Host, request: dict[str, Any], stop: asyncio.Event) -> dict[str, Any]:
    wanted = request.get("do", "")
    if wanted == "stop":
        stop.set()
        return {"ok": True, "result": ""}
    if wanted == "ping":
        return {"ok": True, "result": sorted(host.routers)}
    running = host.routers.get(request.get("router", ""))
    if running is None:
        return {"ok": False, "error": f"no such router: {request.get('router')}"}
    operation = OPERATIONS.get(wanted)
    if operation is None:
        return {"ok": False, "error": f"no such operation: {wanted}"}
    try:
        return {"ok": True, "result": operation(running.router, request)}
    except (ValueError, TypeError, KeyError) as error:
        return {"ok": False, "error": str(error)}


def ask(path: str, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Send one request and return its result.

    Raises:
        RefusedError: nobody listens there, or the request was refused.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(PATIENCE)
            client.connect(path)
            client.sendall(json.dumps(request).encode() + b"\n")
            with client.makefile("rb") as answers:
                line = answers.readline()
    except OSError as error:
        raise RefusedError(f"the lab does not answer: {error}") from error
    reply = json.loads(line or b'{"ok": false, "error": "the lab closed the connection"}')
    if not reply["ok"]:
        raise RefusedError(reply["error"])
    return reply["result"]
