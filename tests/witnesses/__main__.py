"""``python -m tests.witnesses``: every witness, heavy ones from environments of their own, and docs/witnesses.md.

``--build NAME`` only makes environments (``.ci/run`` builds those that install within its time).
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.witnesses import environments, mutation
from tests.witnesses.conftest import REPORT
from tests.witnesses.report import PAGE, ROOT, load, page

HERE = Path(__file__).parent
IN_VENV = {"netmiko": ("netmiko", "paramiko"), "napalm": ("napalm",), "ntc-templates": ("ntc-templates",)}


def versions() -> dict[str, str]:
    """Whose word it is, by witness."""
    found = {
        witness: ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
        for witness, names in IN_VENV.items()
    }
    names = {"scrapli2": "scrapli 2"}
    for environment in environments.ALL:
        if environment.ready:
            found[names.get(environment.name, environment.name)] = environment.versions()
    for program, flag, witness in (("ssh", "-V", "openssh"), ("tmux", "-V", "openssh in tmux")):
        try:
            done = subprocess.run([program, flag], capture_output=True, encoding="utf-8", check=False)
        except FileNotFoundError:
            continue
        found[witness] = (done.stdout + done.stderr).strip().split(",")[0]
    return found


def build(names: tuple[str, ...]) -> None:
    """Make environments; one that cannot be made is said and left out, its commands count as not run."""
    for environment in environments.ALL:
        if environment.name not in names or environment.ready:
            continue
        start = time.monotonic()
        try:
            environment.build()
        except subprocess.CalledProcessError as error:
            print(f"{environment.name}: cannot be installed here: {error}", file=sys.stderr)  # noqa: T201 - a program's answer
        else:
            print(f"{environment.name}: installed in {time.monotonic() - start:.0f} s")  # noqa: T201 - a program's answer


def main() -> int:
    """Build, run, measure, write the page; the exit code is pytest's."""
    parser = argparse.ArgumentParser(prog="python -m tests.witnesses", description=__doc__)
    parser.add_argument("--build", metavar="NAME", nargs="+", help="make these environments and stop")
    parser.add_argument(
        "--mutations", type=int, default=300, help="how many mutations of the rendering to try"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build(tuple(options.build or [environment.name for environment in environments.ALL]))
    if options.build:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.json"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE)],
            cwd=ROOT,
            env={**os.environ, REPORT: str(rows)},
            check=False,
        )
        read = load(rows)
    noticed = mutation.report(options.mutations, options.seed)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    PAGE.write_text(page(read, versions(), noticed, today), encoding="utf-8")
    share = re.search(r"noticed (\d+)", noticed)
    print(f"{PAGE.relative_to(ROOT)} written; mutations {share[0] if share else '?'}")  # noqa: T201 - a program's answer
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
