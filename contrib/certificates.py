"""`make certificates`: docs/certificates.md, from the commands that a person would type, over simulated headends.

Each kind of certificate is tried on each release: it is refused before any connection, with the reason, or imported,
put into use, proved, and shown to a simulated client that verifies chain and name. Then fifty users connect, and the
certificate is renewed while they are connected. All files are in a temporary folder.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
HEADEND = Path(sys.executable).with_name("headend")
RELEASES = ("16.9.2", "16.12.4", "17.3.1", "17.6.1", "17.9.4", "17.15.5", "26.2.1")
HOST = "vpn.example.com"
SESSIONS = 50
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

KINDS = {
    "RSA 2048, intermediate and root": (),
    "the same, sealed with 3DES and SHA-1": ("--legacy",),
    "RSA 3072": ("--key=rsa:3072",),
    "RSA 4096": ("--key=rsa:4096",),
    "signed with SHA-384": ("--digest=sha384",),
    "signed by the root itself": ("--no-intermediate",),
    "root left out of the file": ("--no-root",),
    "name as common name only": ("--no-san",),
    "ends in 20 days": ("--days=20",),
    "EC P-256": ("--key=ec:256",),
    "RSA 1024": ("--key=rsa:1024",),
    "self-signed": ("--self-signed",),
    "no chain in the file": ("--no-chain",),
    "no key in the file": ("--no-key",),
    "expired": ("--starts-in=-400",),
    "not valid yet": ("--starts-in=30",),
    "for clients only": ("--no-server-auth",),
    "for another router": ("--host=other.example.com",),
}


@dataclass
class Answer:
    """Exit code, document and text of a command."""

    code: int
    document: dict[str, object] = field(default_factory=dict)
    said: str = ""


class Bench:
    """Simulated headends, one of each release, and their inventory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "lab"
        self.inventory = self.state / "inventory"
        self.names = {release: f"r{release.replace('.', '-')}" for release in RELEASES}
        self.environment = {
            **os.environ,
            "HEADEND_INVENTORY": str(self.inventory),
            "XDG_STATE_HOME": str(folder / "state"),
        }

    def type(self, *words: str) -> Answer:
        """Run a command with --json."""
        done = subprocess.run(
            [str(HEADEND), *words, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        document = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        return Answer(done.returncode, document, done.stderr)

    def up(self) -> None:
        """Start the headends; the pool is made large enough for all sessions."""
        routers = [f"{name}={release}" for release, name in self.names.items()]
        words = [str(HEADEND), "lab", "up", *routers, "--state", str(self.state)]
        subprocess.run(words, env=self.environment, check=True, capture_output=True)
        defaults = self.inventory / "defaults.yaml"
        content = yaml.safe_load(defaults.read_text(encoding="utf-8"))
        content["data"] |= {
            "address_pools": [{"ranges": ["192.168.10.5 192.168.10.100"]}],
            # Without it 16.x offers only what no current client accepts.
            "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
            "ikev2_policy": {},
        }
        defaults.write_text(yaml.safe_dump(content), encoding="utf-8")
        settings = self.inventory / "settings.yaml"
        content = yaml.safe_load(settings.read_text(encoding="utf-8")) | {"batch": len(RELEASES)}
        settings.write_text(yaml.safe_dump(content), encoding="utf-8")

    def down(self) -> None:
        """Stop the headends."""
        words = [str(HEADEND), "lab", "down", "--state", str(self.state)]
        subprocess.run(words, env=self.environment, check=False, capture_output=True)

    def issue(self, *options: str) -> Path:
        """Issue a certificate and put it into the inventory; returns the folder that also holds its authority."""
        made = Path(tempfile.mkdtemp(dir=self.folder))
        host = () if any(option.startswith("--host") for option in options) else (f"--host={HOST}",)
        words = [sys.executable, "-m", "lab", "pki", "--out", str(made), *host, *options]
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT)
        (self.inventory / "pki" / "IKEv2-TP.p12").write_bytes((made / "IKEv2-TP.p12").read_bytes())
        passphrase = (made / "IKEv2-TP.passphrase").read_bytes()
        (self.inventory / "secrets" / "IKEv2-TP.passphrase").write_bytes(passphrase)
        return made

    def connect(self, name: str, trust: Path, *more: str) -> str:
        """A simulated client's log-in: ``connected``, or the stage at which it stopped."""
        words = [
            str(HEADEND),
            "lab",
            "connect",
            name,
            "--state",
            str(self.state),
            "--trust",
            str(trust),
            *more,
        ]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return "connected"
        failed = [line.split()[0] for line in done.stdout.splitlines() if "FAILED" in line]
        return f"client stopped at {failed[0]}" if failed else done.stderr.strip()

    def clear(self) -> None:
        """End all sessions."""
        for name in self.names.values():
            words = [
                sys.executable,
                "-m",
                "lab",
                "show",
                name,
                "clear crypto session",
                "--state",
                str(self.state),
            ]
            subprocess.run(words, check=True, capture_output=True, cwd=ROOT)


def outcome(bench: Bench, options: tuple[str, ...]) -> list[str]:
    """The outcome of one kind of certificate on each release."""
    made = bench.issue(*options)
    answer = bench.type("certificate", "rotate", "--yes", "--keep", "0")
    if answer.code == 3:  # noqa: PLR2004 - refused before any connection
        reason = next(line for line in answer.said.splitlines() if "trustpoint.pkcs12: " in line)
        text = (
            reason.rpartition("trustpoint.pkcs12: ")[2].removeprefix("pki/IKEv2-TP.p12: ").partition(" (")[0]
        )
        # The page must be the same on every day.
        return [f"refused: {_DAY.sub('DAY', text)}"] * len(RELEASES)
    cells = []
    for name in bench.names.values():
        host = _host(answer, name)
        if not host.get("result"):
            problem = host.get("problem")
            message = problem["message"] if isinstance(problem, dict) else "no answer"
            cells.append(f"not done: {message.splitlines()[0]}")
            continue
        word = bench.connect(name, made / "ca.pem")
        cells.append("serves" if word == "connected" else word)
    bench.clear()
    return cells


def _host(answer: Answer, name: str) -> dict[str, object]:
    hosts = answer.document.get("headends")
    matching = [host for host in (hosts if isinstance(hosts, list) else []) if host["headend"] == name]
    return matching[0] if matching else {}


def renewal(bench: Bench) -> list[tuple[str, ...]]:
    """Fifty sessions on each router, and a new certificate while they are up."""
    trusted = bench.issue()
    bench.type("certificate", "rotate", "--yes", "--keep", "0")
    for name in bench.names.values():
        bench.connect(name, trusted / "ca.pem", "--count", str(SESSIONS))
    trusted = bench.issue()
    rows: list[tuple[str, ...]] = []
    for release, name in bench.names.items():
        started = time.monotonic()
        answer = bench.type("certificate", "rotate", "--yes", "--keep", "14", "--limit", name)
        took = time.monotonic() - started
        result = _host(answer, name).get("result")
        if not isinstance(result, dict):
            raise SystemExit(f"{name}: {answer.said}")
        lost = result["sessions_lost"]
        late = bench.connect(name, trusted / "ca.pem", "--port", "65000")
        rows.append((release, str(result["sessions"]), str(lost), late, f"{took:.1f} s"))
    return rows


def page(cells: dict[str, list[str]], rows: list[tuple[str, ...]]) -> str:
    """The whole of docs/certificates.md."""
    serving = {kind: outcomes for kind, outcomes in cells.items() if not outcomes[0].startswith("refused")}
    refused = {
        kind: outcomes[0].removeprefix("refused: ") for kind, outcomes in cells.items() if kind not in serving
    }
    lines = [
        "# Certificates: which kinds serve on which release",
        "",
        "Made by `make certificates`, over simulated headends: each file went into the inventory, then",
        "`headend certificate rotate`, then a simulated client logged in that trusts the file's root alone and",
        "verifies chain and name. `serves` means: imported, moved over, proved, saved, and that client is in.",
        "Real routers have not been asked; the simulator does with the bytes what is written of them.",
        "",
        f"| certificate | {' | '.join(RELEASES)} |",
        f"| --- |{' --- |' * len(RELEASES)}",
        *(f"| {kind} | {' | '.join(outcomes)} |" for kind, outcomes in serving.items()),
        "",
        "Refused on every release before any connection, as `headend certificate check FILE` does offline:",
        "",
        "| certificate | reason |",
        "| --- | --- |",
        *(f"| {kind} | {reason} |" for kind, reason in refused.items()),
        "",
        f"## Renewal with {SESSIONS} sessions on each router",
        "",
        "| release | sessions before | lost | a client that trusts the new root only, afterwards | took |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
        "`took` is the whole command on the machine that made this page: import, merge under the revert timer,",
        "proof and save. It is no figure of a router: an import alone takes a Catalyst 8200 about a minute.",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Write the page; 0 if every kind serves or is refused, and no session was cut."""
    with tempfile.TemporaryDirectory(prefix="headend-certificates-") as folder:
        bench = Bench(Path(folder))
        try:
            bench.up()
            done = bench.type("deploy", "--yes")
            if done.code:
                print(done.said, file=sys.stderr)
                return 1
            cells = {}
            for kind, options in KINDS.items():
                cells[kind] = outcome(bench, options)
                print(f"{kind}: {', '.join(dict.fromkeys(cells[kind]))}", flush=True)
            rows = renewal(bench)
        finally:
            bench.down()
    (ROOT / "docs" / "certificates.md").write_text(page(cells, rows), encoding="utf-8")
    print("written: docs/certificates.md")
    whole = all(
        cell == "serves" or cell.startswith("refused") for outcomes in cells.values() for cell in outcomes
    )
    return 0 if whole and all(row[2] == "0" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
