"""`make demo`: from bare routers to drift and back on two simulated headends, with the commands that a person types.

All its files are in a temporary folder; two checkouts can run it at once.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADEND = Path(sys.executable).with_name("headend")
BOLD, DIM, GREEN, RED, PLAIN = (
    ("\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("",) * 5
)
FORGOTTEN = "ip http server"
REMOVED = "no ip local pool ACPool"


class Unexpected(Exception):
    """A command did something else than the demo says."""


class Demo:
    """One run of the demo: its folders, and when it started."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "lab"
        inventory = str(self.state / "inventory")
        self.environment = {
            **os.environ,
            "HEADEND_INVENTORY": inventory,
            "XDG_STATE_HOME": str(folder / "state"),
        }
        self.started = time.monotonic()

    def say(self, text: str) -> None:
        """Print a heading between the commands."""
        print(f"\n{BOLD}== {text}{PLAIN} {DIM}({time.monotonic() - self.started:.0f} s){PLAIN}", flush=True)

    def type(self, *words: str, expect: int = 0, keep: bool = False) -> str:
        """Run a command as a person would type it.

        Raises:
            Unexpected: its exit code is not the expected one.
        """
        print(f"\n{BOLD}$ headend {shlex.join(words)}{PLAIN}", flush=True)
        child = subprocess.Popen(
            [str(HEADEND), *words],
            env=self.environment,
            stdout=subprocess.PIPE if keep else None,
            text=True,
            # Ctrl-C reaches it through us alone: it is told to stop and finishes what it has begun.
            start_new_session=True,
        )
        try:
            printed, _ = child.communicate()
        except KeyboardInterrupt:
            child.terminate()
            child.communicate()
            raise
        if child.returncode != expect:
            raise Unexpected(f"`headend {shlex.join(words)}` left with {child.returncode}, not with {expect}")
        return printed or ""

    def run(self) -> None:
        """Run all steps.

        Raises:
            Unexpected: a step did not end as it should.
        """
        lab = ("--state", str(self.state))
        self.say("Two simulated IOS-XE headends: real SSH, real SCP, on loopback")
        self.type("lab", "up", *lab)
        self.say("What the inventory says, what would change, and the push")
        self.type("validate")
        self.type("plan", expect=2)
        self.type("deploy", "--yes")
        self.say("Proof: would a user get in now?")
        self.type("verify")
        self.type("lab", "connect", "edge-full", *lab)
        self.type("verify")
        listed = json.loads(self.type("sessions", "--json", keep=True))
        users = [
            connection["user"] for host in listed["headends"] for connection in host["result"]["connections"]
        ]
        if users != ["test"]:
            raise Unexpected(f"sessions shows {users}, and test is connected")
        self.say("Somebody changes edge-split at its console")
        self.type("lab", "configure", "edge-split", FORGOTTEN, REMOVED, *lab)
        drift = json.loads(self.type("drift", "--json", expect=2, keep=True))
        self.exactly(drift)
        self.type("deploy", "--yes")
        self.type("plan")

    def exactly(self, drift: dict[str, object]) -> None:
        """Check that drift reports what was changed at the console, once, and nothing else.

        Raises:
            Unexpected: it does not.
        """
        hosts = drift["headends"]
        lines = {
            host["headend"]: [line for part in host["result"]["sections"] for line in part["lines"]]
            for host in (hosts if isinstance(hosts, list) else [])
        }
        expected = {
            "edge-split": ["ip local pool ACPool 192.168.10.5 192.168.10.10", f"no {FORGOTTEN}"],
            "edge-full": [],
        }
        if lines != expected:
            raise Unexpected(f"drift found {lines} instead of {expected}")

    def close(self) -> None:
        """Stop the lab, however often Ctrl-C is pressed."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        down = [str(HEADEND), "lab", "down", "--state", str(self.state)]
        subprocess.run(down, env=self.environment, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """Run the demo; 0 if every step went as it should."""
    with tempfile.TemporaryDirectory(prefix="headend-demo-") as folder:
        demo = Demo(Path(folder))
        try:
            demo.run()
        except Unexpected as error:
            print(f"\n{RED}The demo stopped: {error}{PLAIN}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("The demo was stopped.", file=sys.stderr)
            return 130
        finally:
            demo.close()
        print(f"""
{GREEN}{BOLD}That was all of it, in {time.monotonic() - demo.started:.0f} s.{PLAIN}
  Two bare routers became FlexVPN headends, each as one transaction that would have undone itself;
  {BOLD}verify{PLAIN} proved it from what the routers print, and a simulated client logged in;
  a change at the console was found by {BOLD}drift{PLAIN} and put right by {BOLD}deploy{PLAIN}; then the plan was empty.

Next, with routers that stay up until `lab down`:
  {BOLD}.venv/bin/headend lab up{PLAIN}, then the export that it prints, then plan, deploy, verify as above
  {BOLD}.venv/bin/headend kit --inventory inventory --out kit{PLAIN}   what users need, old routers' too
  {BOLD}.venv/bin/headend init my-inventory{PLAIN}   your own routers: README.md goes on from there""")
    return 0


if __name__ == "__main__":
    sys.exit(main())
