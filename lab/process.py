"""One background process that serves a lab: started, found again, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab import control
from lab.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.fault_file import FaultPlan
    from lab.host import RouterSpec, RunningRouter

START_PATIENCE = 60.0
STOP_PATIENCE = 10.0
SOCKET_NAME_LIMIT = 100


def state_file(state: Path) -> Path:
    """Where a lab says how to reach it."""
    return state / "lab.json"


def read_state(state: Path) -> dict[str, Any] | None:
    """What ``lab up`` wrote, ``None`` if no lab was started there or it has been stopped."""
    try:
        document: dict[str, Any] = json.loads(state_file(state).read_text())
    except FileNotFoundError:
        return None
    return document


def alive(document: dict[str, Any]) -> bool:
    """Tell whether the process of a lab still answers."""
    try:
        control.ask(document["control"], {"do": "ping"})
    except control.RefusedError:
        return False
    return True


async def serve(specs: list[RouterSpec], state: Path, faults: FaultPlan) -> None:
    """Serve the routers until asked to stop; the body of the background process."""
    host = Host()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for spec in specs:
        running = await host.start(spec)
        running.router.faults.seed(faults.seed or 0)
        for fault in faults.of(spec.name):
            running.router.faults.set(fault)
    path = _socket_path(state)
    server = await control.serve(host, path, stop)
    _write(
        state_file(state),
        {
            "pid": os.getpid(),
            "control": str(path),
            "routers": {name: _describe(running) for name, running in host.routers.items()},
        },
    )
    try:
        await stop.wait()
    finally:
        server.close()
        await host.stop()
        state_file(state).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if not path.parent.samefile(state):
            # The name of a socket has a limit; a long state folder has its socket elsewhere.
            path.parent.rmdir()


def start(arguments: list[str], state: Path) -> dict[str, Any]:
    """Start ``python -m lab serve`` in the background and wait until its routers answer.

    Raises:
        RuntimeError: it ended, or took too long; with what it printed.
    """
    state.mkdir(parents=True, exist_ok=True)
    log = state / "lab.log"
    child = None
    try:
        # A signal while the child is made would leave a child that nobody knows.
        with log.open("wb") as output, _signals_held_back():
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "lab", "serve", "--state", str(state), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            document = read_state(state)
            if document is not None and document["pid"] == child.pid and alive(document):
                return document
            if child.poll() is not None:
                raise RuntimeError(f"the lab did not start:\n{log.read_text()}")
            time.sleep(0.02)
    except KeyboardInterrupt:
        if child is not None:
            _end(child)
        raise
    _end(child)
    raise RuntimeError(f"the lab did not answer within {START_PATIENCE:.0f} seconds")


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait until the block has ended; a child that it starts does not inherit that."""
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda sent, _: held.append(sent))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for caught in held:
        signal.raise_signal(caught)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def stop(state: Path) -> bool:
    """Stop the lab of a state folder; ``False`` when none runs there."""
    document = read_state(state)
    if document is None:
        return False
    try:
        control.ask(document["control"], {"do": "stop"})
    except control.RefusedError:
        state_file(state).unlink(missing_ok=True)
        return False
    deadline = time.monotonic() + STOP_PATIENCE
    while time.monotonic() < deadline and _running(document["pid"]):
        time.sleep(0.02)
    if _running(document["pid"]):
        os.kill(document["pid"], signal.SIGKILL)
    state_file(state).unlink(missing_ok=True)
    return True


def _socket_path(state: Path) -> Path:
    state.mkdir(parents=True, exist_ok=True)
    path = Path(os.path.abspath(state)) / "control"  # noqa: PTH100 - no resolving: it must stay short
    if len(str(path)) > SOCKET_NAME_LIMIT:
        path = Path(tempfile.mkdtemp(prefix="lab-")) / "control"
    path.unlink(missing_ok=True)
    return path


def _running(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        # A child of ours that has ended stays a zombie until it is waited for.
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
        # Where nobody reaps orphans (containers), a process that has ended stays as a zombie.
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()[:64]
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return Path("/proc/self").exists() is False


def _describe(running: RunningRouter) -> dict[str, Any]:
    return {
        "host": running.host,
        "port": running.port,
        "release": str(running.router.release),
        "username": running.username,
        "password": running.password,
        "host_key": running.host_key,
        "fresh": running.fresh,
    }


def _write(path: Path, document: dict[str, Any]) -> None:
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(document, file, indent=2)
    temporary.replace(path)
