"""An environment of its own for each witness that must not meet our packages, under .witnesses/."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[2] / ".witnesses"
PROGRAMS = Path(__file__).parent / "programs"


@dataclasses.dataclass(frozen=True)
class Environment:
    """What to install, and whose versions the page names."""

    name: str
    requirements: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def folder(self) -> Path:
        return HOME / self.name

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def _stamp(self) -> Path:
        return self.folder / "installed"

    @property
    def ready(self) -> bool:
        """It was built from these very requirements."""
        return self._stamp.is_file() and self._stamp.read_text(encoding="utf-8") == "\n".join(
            self.requirements
        )

    def build(self) -> None:
        """Make it, unless it stands already.

        Raises:
            subprocess.CalledProcessError: pip could not install it.
        """
        if self.ready:
            return
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.folder)], check=True)
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq"]
        subprocess.run([*pip, *self.requirements], check=True)
        self._stamp.write_text("\n".join(self.requirements), encoding="utf-8")

    def versions(self) -> str:
        """``scrapli 2025.1.30, paramiko 4.0.0``."""
        code = (
            "import importlib.metadata as m, json, sys;"
            "print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
        )
        done = subprocess.run([str(self.python), "-c", code, *self.shown], capture_output=True, check=True)
        return ", ".join(f"{name} {version}" for name, version in json.loads(done.stdout).items())

    def run(self, program: str, order: dict[str, Any], *, timeout: float = 120) -> Any:  # noqa: ANN401 - JSON
        """Run one of our programs there: JSON in, JSON out.

        Raises:
            AssertionError: the program failed; with the end of what it said.
        """
        done = subprocess.run(
            [str(self.python), str(PROGRAMS / program)],
            input=json.dumps(order),
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])


SCRAPLI = Environment(
    "scrapli",
    ("scrapli[asyncssh,paramiko,textfsm]==2025.1.30",),
    ("scrapli", "asyncssh", "paramiko"),
)
SCRAPLI2 = Environment("scrapli2", ("scrapli==2026.10.14",), ("scrapli",))
GENIE = Environment(
    "genie",
    ("pyats==26.9", "genie==26.9", "genie.libs.parser==26.9"),
    ("pyats", "genie", "genie.libs.parser"),
)
ANSIBLE = Environment(
    "ansible", ("ansible==12.3.0", "paramiko>=4,<5", "ansible-pylibssh>=1.4"), ("ansible", "ansible-core")
)
ALL = (SCRAPLI, SCRAPLI2, GENIE, ANSIBLE)
