"""`make benchmarks`: every benchmark of this folder, one after the other, its table on stdout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = ("parse_sessions.py", "side_by_side.py", "users.py", "many_secrets.py", "lab_scale.py")


def main() -> int:
    """Run them; the worst exit code."""
    worst = 0
    for name in SCRIPTS:
        if (HERE / name).exists():
            print(f"\n## {name}\n", flush=True)
            worst = max(worst, subprocess.run([sys.executable, str(HERE / name)], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
