"""Ten thousand users on one router, tickets of a thousand: how many commands the router gets, and how long it takes.

Adding and changing take the same number of commands for any number of users: one file, one copy. Removing is one copy
too, in which the router asks once for each user. Run it alone: the simulated router shares the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml

from flexvpn.base.resources import example_inventory
from lab.testing import Lab, RouterSpec, running_lab
from stores import lab_inventory

ROOT = Path(__file__).resolve().parents[1]
ROUTER = "edge-split"


class Bench:
    """One router, one inventory, and the program as it is started from a shell."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab, self.folder = lab, folder
        self.inventory = self._inventory()
        self.rows: list[tuple[str, ...]] = []

    def run(self, *words: str) -> dict[str, Any]:
        """Run the program, which must succeed, and return its document."""
        command = [sys.executable, "playbooks.py", *words, "--inventory", str(self.inventory), "--json"]
        command += ["--state", str(self.folder / "state")]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr[-2000:]}")
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def measure(self, label: str, *words: str) -> None:
        """Run it and note what the router received: commands, answers to its questions, copies."""
        before, started = len(self._typed()), time.monotonic()
        document = self.run(*words)
        seconds = time.monotonic() - started
        commands = self._typed()[before:]
        sent = sum(host["lines_sent"] for host in document["headends"])
        copies = sum("merge_config.txt running-config" in line for line in commands)
        row = (label, str(len(commands)), str(sent - len(commands)), str(copies), f"{seconds:.1f} s")
        self.rows.append(row)
        print("| " + " | ".join(row) + " |", flush=True)

    def ticket(self, number: str, *users: dict[str, Any]) -> str:
        """Write a ticket file."""
        path = self.folder / f"{number}.yaml"
        path.write_text(yaml.safe_dump({"ticket": number, "users": [*users]}))
        return str(path)

    def _typed(self) -> list[str]:
        return self.lab.call(lambda: list(self.lab[ROUTER].router.counters.lines))

    def _inventory(self) -> Path:
        running = self.lab[ROUTER]
        contract = lab_inventory.Lab(
            self.folder,
            {
                ROUTER: {
                    "host": running.host,
                    "port": running.port,
                    "release": str(running.router.release),
                    "username": running.username,
                    "password": running.password,
                    "host_key": running.host_key,
                }
            },
        )
        folder = lab_inventory.write_lab_inventory(contract, example_inventory())
        words = ["-m", "lab", "pki", "--out", str(folder / "pki"), "--host", "vpn.example.com"]
        subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
        passphrase = (folder / "pki" / "IKEv2-TP.passphrase").read_bytes()
        (folder / "secrets" / "IKEv2-TP.passphrase").write_bytes(passphrase)
        defaults = folder / "defaults.yaml"
        defaults.write_text(defaults.read_text().replace("credential: password", "credential: secret"))
        return folder


def names(first: int, count: int) -> list[str]:
    """User names."""
    return [f"user{number:05}" for number in range(first, first + count)]


def adding(users: list[str]) -> list[dict[str, Any]]:
    """Requests for new users."""
    return [{"action": "add", "name": name, "headends": ["all"]} for name in users]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--ticket", type=int, default=1_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, running_lab(RouterSpec(ROUTER, release="17.9.4")) as lab:
        bench = Bench(lab, Path(place))
        bench.run("deploy", "--yes")
        print("| ticket | commands | answers | copies | all of it |\n| --- | ---: | ---: | ---: | ---: |")
        copies = ("--credentials-out", str(Path(place) / "copies"), "--max-delete", str(chosen.ticket))
        few, many = chosen.ticket // 100 or 1, chosen.ticket
        everybody = names(0, chosen.users)
        bench.measure(
            f"the first {chosen.users:,}", "onboard", bench.ticket("T0", *adding(everybody)), *copies
        )
        for count, ticket in ((few, "T1"), (many, "T2")):
            users = names(chosen.users + (0 if count == few else few), count)
            bench.measure(f"add {count:,}", "onboard", bench.ticket(ticket, *adding(users)), *copies)
        for count, ticket in ((few, "T3"), (many, "T4")):
            resets = [{"action": "reset-password", "name": name} for name in everybody[:count]]
            bench.measure(f"reset {count:,}", "onboard", bench.ticket(ticket, *resets), *copies)
        for count, ticket, start in ((few, "T5", 0), (many, "T6", few)):
            gone = [{"action": "remove", "name": name} for name in everybody[start : start + count]]
            bench.measure(f"remove {count:,}", "onboard", bench.ticket(ticket, *gone), *copies)
        bench.measure("the last ticket again", "onboard", str(Path(place) / "T6.yaml"), *copies)
    return steady(bench.rows)


def steady(rows: list[tuple[str, ...]]) -> int:
    """1 if the number of commands grows with the number of users, or a removal takes more than one answer each."""
    added, removed = {row[1] for row in rows[:5]}, {row[1] for row in rows[5:7]}
    print(
        f"\nadding and changing: {', '.join(added)} commands; removing: {', '.join(removed)}, sessions looked at twice"
    )
    # One answer belongs to the copy itself: the name of the file that it reads.
    answers = all(int(row[2]) <= int(row[0].split()[1].replace(",", "")) + 1 for row in rows[5:7])
    return int(len(added) > 1 or len(removed) > 1 or not answers)


if __name__ == "__main__":
    sys.exit(main())
