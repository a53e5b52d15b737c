"""What a large inventory costs apart from its routers: a thousand hosts with a password each, users not yet saved.

`validate` reads a thousand passwords and prints a thousand lines, `plan --limit` takes one of these hosts, `drift`
reports each user whom the next reload would remove: every text passes the redactor, every log-in needs its host key.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml

from flexvpn.base.resources import example_inventory
from lab.testing import Lab, RouterSpec, running_lab
from stores import lab_inventory

ROOT = Path(__file__).resolve().parents[1]
ROUTER = "edge-split"
PASSWORDS = "secrets/users"
GOALS = {"validate": 10.0, "plan": 5.0, "drift": 30.0}
"""Seconds of processor time for a thousand hosts and five thousand users: elapsed time depends on other programs."""


@dataclass(frozen=True)
class Bench:
    """An inventory of many hosts, of which only one exists."""

    inventory: Path
    state: Path

    def seconds(self, agreed: int, *words: str) -> float:
        """Processor time of one run of the program, which must end with the exit code ``agreed``."""
        command = [sys.executable, "playbooks.py", *words, "--inventory", str(self.inventory), "--json"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command, "--state", str(self.state)], cwd=ROOT, check=False, capture_output=True, text=True
        )
        if done.returncode != agreed:
            raise SystemExit(f"{' '.join(words)}: {done.returncode}: {done.stderr[-2000:]}")
        json.loads(done.stdout)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepare(lab: Lab, folder: Path, hosts: int, users: int) -> Bench:
    """Write the inventory: the lab's router with all users, and others at an address that does not answer."""
    running = lab[ROUTER]
    there = {
        "host": running.host,
        "port": running.port,
        "release": str(running.router.release),
        "username": running.username,
        "password": running.password,
        "host_key": running.host_key,
    }
    others = {
        f"r{number:04}": {
            **there,
            "host": f"192.0.2.{number % 250}",
            "port": 2000 + number,
            "password": f"p-{number:06}",
        }
        for number in range(1, hosts)
    }
    contract = lab_inventory.Lab(folder, {ROUTER: there, **others})
    inventory = lab_inventory.write_lab_inventory(contract, example_inventory())
    words = ["-m", "lab", "pki", "--out", str(inventory / "pki"), "--host", "vpn.example.com"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
    passphrase = (inventory / "pki" / "IKEv2-TP.passphrase").read_bytes()
    (inventory / "secrets" / "IKEv2-TP.passphrase").write_bytes(passphrase)
    _write_users(inventory, users)
    return Bench(inventory, folder / "state")


def _write_users(inventory: Path, users: int) -> None:
    (inventory / PASSWORDS).mkdir(mode=0o700)
    written: dict[str, Any] = {}
    for number in range(users):
        reference = f"{PASSWORDS}/user{number:05}"
        (inventory / reference).write_text(f"password-{number:05}\n")
        (inventory / reference).chmod(0o600)
        written[f"user{number:05}"] = {"password": f"file:{reference}", "headends": [ROUTER]}
    (inventory / "users.yaml").write_text(yaml.safe_dump({"users": written}))


def main() -> int:
    """Measure and print a table; 1 if a command misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=1_000)
    parser.add_argument("--users", type=int, default=5_000)
    chosen = parser.parse_args()
    rows: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory() as place, running_lab(RouterSpec(ROUTER, release="17.9.4")) as lab:
        bench = prepare(lab, Path(place), chosen.hosts, 0)
        rows.append(("validate", f"validate, {chosen.hosts:,} hosts", bench.seconds(0, "validate")))
        limited = f"plan --limit, one of {chosen.hosts:,} hosts"
        rows.append(("plan", limited, bench.seconds(2, "plan", "--limit", ROUTER)))
    with tempfile.TemporaryDirectory() as place, running_lab(RouterSpec(ROUTER, release="17.9.4")) as lab:
        bench = prepare(lab, Path(place), 1, chosen.users)
        bench.seconds(0, "deploy", "--yes")
        lab.call(lambda: setattr(lab[ROUTER].router, "startup", "hostname edge-split\n"))
        rows.append(("drift", f"drift, {chosen.users:,} users that are not saved", bench.seconds(2, "drift")))
    print("| command | processor seconds | goal |\n| --- | ---: | ---: |")
    for name, label, seconds in rows:
        print(f"| {label} | {seconds:.1f} | {GOALS[name]:.0f} |")
    return int(any(seconds > GOALS[name] for name, _, seconds in rows))


if __name__ == "__main__":
    sys.exit(main())
