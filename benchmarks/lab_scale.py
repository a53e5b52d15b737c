"""The simulator's scale: a thousand routers in one process, and how many new SSH sessions it takes a second.

The goals: 1,000 routers under 600 MB, started in under 5 seconds, and 200 new sessions a second on two cores, clients
not counted. The clients run on the same two cores here, so a session is measured by the processor time that the
simulator's own process spends on it. A start is measured in processor time too, which other programs do not change.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import IO, cast

import asyncssh

from lab.host import Host, RouterSpec

RELEASES = ("16.9.2", "17.3.4", "17.9.4", "17.15.5", "26.2.1")
PASSWORD = "lab-Password-1"  # noqa: S105 - of simulated routers
GOALS = {"megabytes": 600.0, "start": 5.0, "sessions": 200.0}
CORES = 2


def memory() -> float:
    """Megabytes that this process takes now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


async def serve(count: int) -> None:
    """Start routers, print their ports, and print the time and memory used for every line on stdin."""
    start, begun = time.perf_counter(), time.process_time()
    host = Host()
    for number in range(count):
        spec = RouterSpec(f"r{number:04}", release=RELEASES[number % len(RELEASES)], password=PASSWORD)
        await host.start(spec)
    ports = [running.port for running in host.routers.values()]
    started = {"start": time.perf_counter() - start, "start_cpu": time.process_time() - begun}
    print(json.dumps({**started, "megabytes": memory(), "ports": ports}), flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        logins = sum(running.router.counters.logins for running in host.routers.values())
        print(json.dumps({"logins": logins, "cpu": time.process_time(), "megabytes": memory()}), flush=True)
    os._exit(0)


async def session(port: int) -> None:
    """Log in, run one command, log out."""
    options = asyncssh.SSHClientConnectionOptions(
        username="admin",
        password=PASSWORD,
        known_hosts=None,
        client_keys=None,
        kex_algs="+diffie-hellman-group14-sha1",
        server_host_key_algs="+ssh-rsa",
        config=None,
        agent_path=None,
    )
    async with asyncssh.connect("127.0.0.1", port, options=options) as connection:
        answer = await connection.run("show clock", check=True)
        if "UTC" not in str(answer.stdout):
            raise RuntimeError("no answer")


async def clients(ports: list[int], seconds: float, parallel: int) -> int:
    """Open as many sessions as possible in that time, on one router after the other; returns how many."""
    end, done = time.perf_counter() + seconds, 0

    async def client(first: int) -> int:
        number, count = first, 0
        while time.perf_counter() < end:
            await session(ports[number % len(ports)])
            number, count = number + parallel, count + 1
        return count

    for count in await asyncio.gather(*(client(first) for first in range(parallel))):
        done += count
    return done


def measure(count: int, seconds: float, parallel: int) -> dict[str, float]:
    """Start the simulator in a process of its own, load it, and return its figures."""
    words = [sys.executable, __file__, "--serve", str(count)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        to, back = cast("IO[str]", server.stdin), cast("IO[str]", server.stdout)
        ready = json.loads(back.readline())

        def ask() -> dict[str, float]:
            to.write("\n")
            to.flush()
            answer: dict[str, float] = json.loads(back.readline())
            return answer

        before, start = ask(), time.perf_counter()
        made = asyncio.run(clients(ready["ports"], seconds, parallel))
        wall, after = time.perf_counter() - start, ask()
        to.close()
        server.wait(10)
    cpu = (after["cpu"] - before["cpu"]) / (after["logins"] - before["logins"])
    return {
        "start": ready["start"],
        "start_cpu": ready["start_cpu"],
        "megabytes": max(ready["megabytes"], after["megabytes"]),
        "milliseconds": cpu * 1000,
        "sessions": 1 / cpu,
        "wall": made / wall,
    }


def main() -> int:
    """Print the table; 1 if a figure misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", type=int, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--routers", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--parallel", type=int, default=20)
    options = parser.parse_args()
    # Some of the simulated releases support nothing newer.
    warnings.filterwarnings("ignore", "Diffie-Hellman over finite fields")
    if options.serve:
        asyncio.run(serve(options.serve))
        return 0
    figures = measure(options.routers, options.seconds, options.parallel)
    print(f"| {options.routers} routers of {len(RELEASES)} releases in one process | measured | goal |")
    print("|---|---|---|")
    start = f"{figures['start']:.1f} s, of them {figures['start_cpu']:.1f} s of processor time"
    print(f"| start | {start} | under {GOALS['start']:.0f} s |")
    print(
        f"| memory, after the load too | {figures['megabytes']:.0f} MB | under {GOALS['megabytes']:.0f} MB |"
    )
    print(f"| processor time of the simulator for one new session | {figures['milliseconds']:.1f} ms | |")
    print(
        f"| new sessions a second of one core | {figures['sessions']:.0f} | {GOALS['sessions']:.0f} on {CORES} cores |"
    )
    print(f"| new sessions a second with the clients on the same cores | {figures['wall']:.0f} | |")
    good = (
        figures["start_cpu"] < GOALS["start"]
        and figures["megabytes"] < GOALS["megabytes"]
        and figures["sessions"] >= GOALS["sessions"]
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
