"""Runs the console blocks of a page, and writes what the commands print below them.

    $ python contrib/consoles.py README.md            write the page anew
    $ python contrib/consoles.py --check README.md    fail if it is out of date

All ``console`` blocks of a page are one session in an empty folder; lines that begin with ``$ `` are typed, what
follows is their output. ``<!-- run: COMMAND -->`` is typed too and not shown: what a reader does by hand. A block
``console quiet`` runs, and its output is left out of the page. An exit code other than 0 has to be written after the
command: ``# exit code 2``. ``<!-- file: NAME -->`` writes the block that follows it into a file, as a reader would.

A page may leave out what nobody reads: ``…`` alone on a line stands for any number of lines, within a line for any
text. Such shortened output is kept as long as it fits what was printed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = "~/headend"
LEFT_OUT = "…"
_BLOCK = re.compile(
    r"^```console( quiet)?\n(.*?)^```$|^<!-- run: (.*?) -->$|^<!-- file: (\S+) -->\n+```\w*\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_END = "::end::"
_CODE = re.compile(r"\s+# exit code (\d)$")

# What differs in each run, and what it is replaced with before two outputs are compared.
_VARYING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\[127\.0\.0\.1\]:\d+"), "[127.0.0.1]:PORT"),
    (re.compile(r"127\.0\.0\.1 port \d+"), "127.0.0.1 port PORT"),
    (re.compile(r"\b[0-9A-F]{40}\b"), "SHA1"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "MD5"),
    (re.compile(r"SHA256:\S{43}"), "SHA256"),
    (re.compile(r"fp:[0-9a-f]{6}"), "fp:FFFFFF"),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?:\+\d\d:\d\d)?)?\b"), "DATE"),
    (re.compile(r"\b\d+:\d\d:\d\d ago\b"), "TIME ago"),
    (re.compile(r"\b\d+/\d+  +(?=AES)"), "PACKETS  "),
    (re.compile(r"\b\d+ days\b"), "N days"),
    (re.compile(r" +$", re.MULTILINE), ""),
    (re.compile(r"  +"), "  "),
)


@dataclass(frozen=True)
class Command:
    """A line that is typed, and the exit code that the page expects."""

    text: str
    code: int


class Failed(Exception):
    """A command of the page ended with another exit code than the page says."""


def commands(block: str) -> list[tuple[Command, str, str]]:
    """The commands of a block, each with its line on the page and the output that the page shows below it."""
    typed: list[tuple[Command, str, str]] = []
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        line, _, below = part.partition("\n")
        if line.startswith("$ "):
            code = _CODE.search(line)
            command = Command(_CODE.sub("", line[2:]), int(code[1]) if code else 0)
            typed.append((command, line, below.strip("\n")))
    return typed


def agrees(page: str, printed: str) -> bool:
    """True if the page shows what was printed, apart from what it leaves out and what differs in each run."""
    lines = []
    for line in stable(page).splitlines():
        words = ".*".join(re.escape(part) for part in line.split(LEFT_OUT))
        lines.append(r"(?:.*\n)*" if line.strip() == LEFT_OUT else f"{words}\n")
    return re.fullmatch("".join(lines), f"{stable(printed)}\n") is not None


class Shell:
    """One bash session in an empty folder, with `headend` of this environment on its path."""

    def __init__(self, folder: Path) -> None:
        place = Path(sys.executable).parent
        environment = {
            **os.environ,
            "PATH": f"{place}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        environment.pop("HEADEND_INVENTORY", None)
        self._folder = folder
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],  # noqa: S607 - the reader's own, wherever it is
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, command: Command) -> str:
        """What a command prints.

        Raises:
            Failed: it ends with another exit code than expected.
        """
        if self._bash.stdin is None or self._bash.stdout is None:
            raise Failed("bash has no pipes")
        self._bash.stdin.write(f"{command.text} </dev/null\necho {_END}$?\n")
        self._bash.stdin.flush()
        lines: list[str] = []
        for line in self._bash.stdout:
            if _END in line:
                before, _, code = line.rpartition(_END)
                text = "".join(lines) + before
                if int(code) != command.code:
                    raise Failed(f"`{command.text}` left with {code.strip()}, not {command.code}:\n{text}")
                return shown(text, self._folder)
            lines.append(line)
        raise Failed(f"`{command.text}` ended the session:\n{''.join(lines)}")

    def write(self, name: str, text: str) -> None:
        """Put a file into the folder in which the session began."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def close(self) -> None:
        """End the session, and stop a lab that the page has started."""
        self._bash.communicate("headend lab down >/dev/null 2>&1\n", timeout=60)


def shown(text: str, folder: Path) -> str:
    """Output as the page shows it, with the reader's folder in place of ours."""
    return text.replace(str(folder), HOME).strip("\n")


def stable(page: str) -> str:
    """A page with everything replaced that differs in each run."""
    for pattern, word in _VARYING:
        page = pattern.sub(word, page)
    return page


def rewritten(page: str) -> str:
    """The page with the output of all its commands.

    Raises:
        Failed: a command ends with another exit code than the page says.
    """
    with tempfile.TemporaryDirectory(prefix="headend-page-") as folder:
        shell = Shell(Path(folder))
        try:

            def block(match: re.Match[str]) -> str:
                if match[3]:
                    shell.type(Command(match[3], 0))
                    return match[0]
                if match[4]:
                    shell.write(match[4], match[5])
                    return match[0]
                parts = []
                for command, line, below in commands(match[2]):
                    output = shell.type(command)
                    if LEFT_OUT in below and agrees(below, output):
                        output = below
                    parts += [line, *([output] if output and not match[1] else [])]
                return "\n".join([f"```console{match[1] or ''}", *parts, "```"])

            return _BLOCK.sub(block, page)
        finally:
            shell.close()


def main() -> int:
    """Write pages, or compare them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a page is out of date"
    )
    parser.add_argument("pages", nargs="+", type=Path)
    parsed = parser.parse_args()
    stale = 0
    for path in parsed.pages:
        page = path.read_text(encoding="utf-8")
        try:
            new = rewritten(page)
        except Failed as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
        if stable(new) == stable(page):
            continue
        stale += 1
        if not parsed.check:
            path.write_text(new, encoding="utf-8")
        print(f"{'out of date' if parsed.check else 'written'}: {path}")
    return 1 if stale and parsed.check else 0


if __name__ == "__main__":
    sys.exit(main())
