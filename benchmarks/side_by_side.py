"""headend compared with Nornir and netmiko, on simulated routers in a process of their own: seconds and CPU seconds.

The two do not do the same: headend also copies files, imports a certificate, starts a revert timer, proves and saves.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
HEADEND = Path(sys.executable).with_name("headend")
FLEETS = (1, 10, 50)


def measured(command: list[str], environment: dict[str, str], agreed: set[int]) -> tuple[float, float]:
    """Seconds and CPU seconds of one command, which must end with an exit code of ``agreed``."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in agreed:
        raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(routers: int) -> list[tuple[str, float, float]]:
    """Both tools, each against a fleet of its own; the two fleets are the same."""
    figures: list[tuple[str, float, float]] = []
    for tool in ("headend", "netmiko"):
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder) / "lab"
            environment = {
                **os.environ,
                "HEADEND_INVENTORY": str(state / "inventory"),
                "XDG_STATE_HOME": folder,
            }
            names = [f"edge-{number:03}=17.9.4" for number in range(routers)]
            subprocess.run(
                [HEADEND, "lab", "up", *names, "--state", str(state)],
                env=environment,
                capture_output=True,
                check=True,
            )
            try:
                figures += _headend(environment) if tool == "headend" else _netmiko(environment, Path(folder))
            finally:
                subprocess.run(
                    [HEADEND, "lab", "down", "--state", str(state)], capture_output=True, check=True
                )
    return figures


def _headend(environment: dict[str, str]) -> list[tuple[str, float, float]]:
    return [
        (f"headend {words}", *measured([str(HEADEND), *words.split()], environment, agreed))
        for words, agreed in (
            ("deploy --yes --batch 1000", {0}),
            ("plan", {0}),
            ("drift", {0, 2}),
            ("verify", {0, 2}),
        )
    ]


def _netmiko(environment: dict[str, str], folder: Path) -> list[tuple[str, float, float]]:
    subprocess.run(
        [HEADEND, "render", "--limit", "edge-000", "--out", str(folder / "out")],
        env=environment,
        capture_output=True,
        check=True,
    )
    [rendered] = (folder / "out").rglob("*.cfg")
    plain = [
        line for line in rendered.read_text().splitlines() if not line.startswith(("username ", "crypto vpn"))
    ]
    lines = folder / "lines.cfg"
    lines.write_text("\n".join(line for line in plain if "anyconnect profile" not in line) + "\n")
    script = [sys.executable, str(HERE / "netmiko_push.py")]
    return [
        (
            f"nornir + netmiko {action}",
            *measured([*script, action, environment["HEADEND_INVENTORY"], str(lines)], environment, {0}),
        )
        for action in ("push", "check")
    ]


def main() -> None:
    """Print one table."""
    print("| what | routers | seconds | CPU seconds |")
    print("| --- | --- | --- | --- |")
    for routers in FLEETS:
        for command, seconds, cpu in rows(routers):
            print(f"| {command} | {routers} | {seconds:.1f} | {cpu:.1f} |", flush=True)


if __name__ == "__main__":
    main()
