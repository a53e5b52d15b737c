"""What stands around an answer in a recording: prompts, the pager, log messages, what people's tools put in.

`lines` takes out what is noise wherever it stands. `layouts` gives the other forms in which an answer may lie
before us where it cannot be read as it is: indented by whom it was pasted, broken by a terminal's width.
`answers` finds one command's answer in the recording of a whole session.
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
    """As `lines`, but each as long as it was printed: a terminal may have broken it at a blank."""
    if "\x1b" in output:
        output = _ESCAPE.sub("", output)
    if "\x08" in output or "ore-" in output or "ore -" in output:
        output = _PAGER.sub("", output)
    if "<---" in output:
        output = _REMARK.sub("", output)
    found = output.replace("\r", "").split("\n")
    if _TIMED.match(output.lstrip()):
        found = _untimed(found)
    if "%" in output:
        found = [line for line in found if "%" not in line or not _SYSLOG.match(line)]
    filled = [number for number, line in enumerate(found) if line and not line.isspace()]
    for number in filled[:_FIRST]:
        line = found[number].rstrip()
        if _STAMP.match(line) or _PROMPT.match(line) or _ECHO.match(line):
            found[number] = ""
    for number in reversed(filled):
        line = found[number].rstrip()
        if line and not _PROMPT.match(line):
            break
        found[number] = ""
    return found


def _untimed(found: list[str]) -> list[str]:
    """The lines without the time that each of them begins with; as they are where one does not."""
    if all(_TIMED.match(line) for line in found if line.strip()):
        return [_TIMED.sub("", line, count=1) for line in found]
    return found


def layouts(output: str, unknown: Sequence[str]) -> Iterator[list[str]]:
    """Other forms of ``output``, of which the lines ``unknown`` made no sense as they stood.

    Without the indentation that it was pasted with; and with those lines put together again that were broken
    where the terminal ended. A form that would be read as the first was is left out: what a router prints to us
    directly has none, and a release with a line that we do not know must not cost each session several readings.
    """
    wide = _wide(output)
    strange = frozenset(unknown)
    joined = _joined(wide, strange)
    for form in (wide, joined) if len(joined) < len(wide) else (wide,):
        filled = [number for number, line in enumerate(form) if line.strip()]
        # Whoever pastes an answer behind a quotation mark leaves its first line where it was.
        for numbers in (filled, filled[1:]):
            margin = _margin(form, numbers)
            if margin or form is joined:
                yield _outdented(form, numbers, margin)
    # Parts of it may be indented, and others not.
    if len(unknown) * 2 > sum(1 for line in wide if line.strip()):
        yield [line.strip() for line in wide]


def _margin(found: Sequence[str], numbers: Sequence[int]) -> int:
    """How far all of the lines that ``numbers`` names are indented."""
    least: int | None = None
    for number in numbers:
        line = found[number].expandtabs()
        here = len(line) - len(line.lstrip())
        if not here:
            return 0
        least = here if least is None else min(least, here)
    return least or 0


def _outdented(found: Sequence[str], numbers: Sequence[int], margin: int) -> list[str]:
    """``found`` with those of its lines that ``numbers`` names moved left by ``margin``, the others to the edge."""
    moved = set(numbers)
    expanded = (line.expandtabs().rstrip() for line in found)
    return [line[margin:] if number in moved else line.lstrip() for number, line in enumerate(expanded)]


def _joined(wide: Sequence[str], unknown: Container[str]) -> list[str]:
    """The lines with those put together again of which the first goes to the edge and neither makes sense alone.

    Where one of them does, what follows is left as unknown: it could be a line of its own.
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


def answers(recording: str, wanted: Callable[[str], bool]) -> str:
    """What the commands that are ``wanted`` printed, in their order, where a recording shows them being asked.

    Where it shows none of them, all of it: an answer is more often recorded without the question.
    """
    host: str | None = None
    kept: list[str] = []
    inside = found = False
    for line in recording.split("\n"):
        asked = _ASKED.match(line) or _HEADED.match(line)
        prompt = _HOST.match(line)
        if asked is not None:
            inside = wanted(asked["command"])
            found = found or inside
            host = prompt[1] if prompt is not None else host
        elif host is not None and prompt is not None and prompt[1] == host:
            inside = False
        elif inside and not _STAMP.match(line):
            kept.append(line)
    return "\n".join(kept) if found else recording
