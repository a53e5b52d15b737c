"""Clears a recorded answer of what is around it: prompts, the pager, log messages, what people's tools add.

`lines` removes noise wherever it is. `layouts` returns other layouts of an answer that cannot be read as it is:
without the indentation that it was pasted with, and with lines joined that a terminal broke at its width.
`answers` picks the answers to a command out of the recording of a whole session.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

# A log message between the lines: `*Feb 15 15:56:41.528: %SYS-5-CONFIG_I: …`, with or without sequence number.
_SYSLOG = re.compile(
    r"\s*(?:\S+ ?[:,]? )?[*.]?(?:\w{3}\s+\d.{0,40}: )?%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:"
)
# Cisco's documents explain output so: `Remote EAP id: test <----- username`.
_REMARK = re.compile(r"\.?[ \t]*<-{3,}.*")
# The pager's line is wiped with backspaces, with blanks after a carriage return, or not at all.
_PAGER = re.compile(r"[ \t]?<?-{2,}\s?[Mm]ore\s?-{2,}>?[ \t]?(?:\x08+ *\x08*|\r {4,}\r)?")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_])")
# `exec prompt timestamp` and `terminal exec prompt timestamp` print these two before the answer.
_STAMP = re.compile(
    r"\s*(?:Load for five secs:|Time source is [^,]+, |No time source, |Unsynchronized time"
    r"|Time source is [^,]+$)"
)
_NAME = r"\s*([A-Za-z][\w.:/+@~-]{0,79})(?:\([\w-]+\))?[#>]"
_HOST = re.compile(_NAME)
_VERB = r"(?:sh|dir|ver)\w*\b"
_PROMPT = re.compile(rf"\s*[\w.:/+()-]{{1,80}}[#>]\s*(?:(?:do\s+)?{_VERB}.*)?$")
_ECHO = re.compile(r"\s*(?:show?|sho|dir|verify)(?:\s+[\w./:|-]+)*\s*$")
# `show tech-support` heads each answer so.
_HEADED = re.compile(rf"\s*-{{6,}} (?P<command>{_VERB}.*?) -{{6,}}\s*$")
_ASKED = re.compile(rf"{_NAME}\s*(?:do\s+)?(?P<command>{_VERB}.*?)\s*$")
# A terminal's own log may begin each line with the time.
_TIMED = re.compile(
    r"(?:\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,:]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?"
    r"|\[\d\d:\d\d:\d\d(?:[.,:]\d+)?\]):?(?: |$)"
)
_FIRST = 4
_NARROW = 60


def lines(output: str) -> list[str]:
    """The lines of ``output`` without noise, carriage returns and trailing blanks."""
    return [line.rstrip() for line in _wide(output)]


def _wide(output: str) -> list[str]:
    """As `lines`, with trailing blanks: a terminal may have broken a line at one, and its length shows that."""
    if "\x1b" in output:
        output = _ESCAPE.sub("", output)
    if "\x08" in output or "ore-" in output or "ore -" in output:
        output = _PAGER.sub("", output)
    if "<---" in output:
        output = _REMARK.sub("", output)
    kept = output.replace("\r", "").split("\n")
    if _TIMED.match(output.lstrip()):
        kept = _untimed(kept)
    if "%" in output:
        kept = [line for line in kept if "%" not in line or not _SYSLOG.match(line)]
    filled = [number for number, line in enumerate(kept) if line and not line.isspace()]
    for number in filled[:_FIRST]:
        line = kept[number].rstrip()
        if _STAMP.match(line) or _PROMPT.match(line) or _ECHO.match(line):
            kept[number] = ""
    for number in reversed(filled):
        line = kept[number].rstrip()
        if line and not _PROMPT.match(line):
            break
        kept[number] = ""
    return kept


def _untimed(rows: list[str]) -> list[str]:
    """The lines without the time stamp that each begins with; unchanged if one of them has none."""
    if all(_TIMED.match(line) for line in rows if line.strip()):
        return [_TIMED.sub("", line, count=1) for line in rows]
    return rows


def layouts(output: str, unknown: Sequence[str]) -> Iterator[list[str]]:
    """Other layouts of ``output``, in which the lines ``unknown`` could not be read.

    Without the indentation that it was pasted with, and with lines joined that the terminal broke at its edge.
    A layout that would be read as the first one was is left out. What a router prints to us directly therefore has
    none, and a release with a line that we do not know does not make us read every session several times.
    """
    wide = _wide(output)
    strange = frozenset(unknown)
    joined = _joined(wide, strange)
    for form in (wide, joined) if len(joined) < len(wide) else (wide,):
        filled = [number for number, line in enumerate(form) if line.strip()]
        # An answer pasted after a quotation mark is indented from its second line on.
        for numbers in (filled, filled[1:]):
            margin = _margin(form, numbers)
            if margin or form is joined:
                yield _outdented(form, numbers, margin)
    # Parts of it may be indented, and others not.
    if len(unknown) * 2 > sum(1 for line in wide if line.strip()):
        yield [line.strip() for line in wide]


def _margin(form: Sequence[str], numbers: Sequence[int]) -> int:
    """The indentation that all lines with these ``numbers`` share."""
    least: int | None = None
    for number in numbers:
        line = form[number].expandtabs()
        here = len(line) - len(line.lstrip())
        if not here:
            return 0
        least = here if least is None else min(least, here)
    return least or 0


def _outdented(form: Sequence[str], numbers: Sequence[int], margin: int) -> list[str]:
    """The lines with these ``numbers`` moved left by ``margin``, and all others without indentation."""
    moved = set(numbers)
    expanded = (line.expandtabs().rstrip() for line in form)
    return [line[margin:] if number in moved else line.lstrip() for number, line in enumerate(expanded)]


def _joined(wide: Sequence[str], unknown: Container[str]) -> list[str]:
    """Join a line that reaches the terminal's edge with the next one, if neither can be read alone.

    If one of them can be read, the other is left as unknown: it could be a line of its own.
    """
    edge = max(map(len, wide), default=0)
    done: list[str] = []
    broken = False
    for line, following in zip(wide, [*wide[1:], ""], strict=True):
        if broken:
            done[-1] += line
        else:
            done.append(line)
        full = len(line) == edge >= _NARROW and bool(following.strip())
        broken = full and line.rstrip() in unknown and following.rstrip() in unknown
    return done


def answers(recording: str, selects: Callable[[str], bool]) -> str:
    """The output of the commands that ``selects`` accepts, in the order of the recording.

    If the recording shows none of them being typed, all of it: an answer is mostly recorded without its command.
    """
    host: str | None = None
    kept: list[str] = []
    inside = selected = False
    for line in recording.split("\n"):
        asked = _ASKED.match(line) or _HEADED.match(line)
        prompt = _HOST.match(line)
        if asked is not None:
            inside = selects(asked["command"])
            selected = selected or inside
            host = prompt[1] if prompt is not None else host
        elif host is not None and prompt is not None and prompt[1] == host:
            inside = False
        elif inside and not _STAMP.match(line):
            kept.append(line)
    return "\n".join(kept) if selected else recording
