"""Matching a typed line against all commands of a mode, word by word, as IOS-XE's parser does."""

from __future__ import annotations

import dataclasses
import ipaddress
import itertools
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from lab import interfaces, time_words
from lab.program import Element, Program

Tag = TypeVar("Tag", bound=Hashable)

# Abbreviations that a keyword leaves to another: `show log` is `show logging` (REAL, C9300).
LEFT: dict[tuple[str, ...], str] = {("show", "login"): "log"}


@dataclasses.dataclass(frozen=True, slots=True)
class Match(Generic[Tag]):
    """A command that was understood: what row it is, its canonical words, its arguments by name."""

    tag: Tag
    words: tuple[str, ...]
    captures: dict[str, str]
    keywords: int
    complete: bool = True
    rest: str = ""

    @property
    def text(self) -> str:
        """The canonical line."""
        return " ".join(self.words)


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Why a line is not a command: ``invalid`` (at a column), ``ambiguous`` or ``incomplete``."""

    kind: str
    column: int = 0


@dataclasses.dataclass(slots=True)
class _Thread(Generic[Tag]):
    program: Program[Tag]
    state: int
    words: tuple[str, ...] = ()
    captures: tuple[tuple[str, str], ...] = ()
    keywords: int = 0
    rest: str = ""


class Grammar(Generic[Tag]):
    """All commands of one mode."""

    def __init__(self, programs: Iterable[Program[Tag]]) -> None:
        self._programs = tuple(programs)
        self._first: dict[str, list[tuple[Program[Tag], Element, int]]] = {}
        self._first_arguments: list[tuple[Program[Tag], Element, int]] = []
        for program in self._programs:
            for element, state in program.edges[0]:
                entry = (program, element, state)
                if element.kind:
                    self._first_arguments.append(entry)
                else:
                    self._first.setdefault(element.text.lower(), []).append(entry)

    def match(
        self,
        line: str,
        start: int = 0,
        *,
        allowed: Callable[[Tag], bool] = lambda _tag: True,
        partial: Callable[[Match[Tag]], bool] | None = None,
    ) -> Match[Tag] | Problem:
        """Understand ``line`` from column ``start`` on.

        ``allowed`` hides rows; ``partial`` says whether an unfinished match will do (for ``no``).
        """
        threads, problem, after = self._walk(line, start, allowed)
        if problem is not None:
            return problem
        if not after:
            return Problem("incomplete", len(line))
        done = [t for t in threads if t.program.final[t.state]]
        if done:
            return _match(max(done, key=lambda t: (t.keywords, len(t.words))), complete=True)
        if partial is not None:
            candidates = [_match(t, complete=False) for t in threads]
            candidates = [m for m in candidates if partial(m)]
            if candidates:
                return max(candidates, key=lambda m: m.keywords)
        return Problem("incomplete", len(line))

    def following(
        self, line: str, start: int = 0, *, allowed: Callable[[Tag], bool] = lambda _tag: True
    ) -> tuple[list[Element], bool] | Problem:
        """What may follow ``line`` (whole words): elements, and whether the line is a command as it stands."""
        threads, problem, after = self._walk(line, start, allowed)
        if problem is not None:
            return problem
        if not after:
            found = [e for entries in self._first.values() for p, e, _ in entries if allowed(p.tag)]
            found += [e for p, e, _ in self._first_arguments if allowed(p.tag)]
            return _unique(found), False
        found = [e for t in threads for e, _ in t.program.edges[t.state]]
        return _unique(found), any(t.program.final[t.state] for t in threads)

    def _walk(
        self, line: str, start: int, allowed: Callable[[Tag], bool]
    ) -> tuple[list[_Thread[Tag]], Problem | None, int]:
        threads: list[_Thread[Tag]] = []
        count = 0
        for found in re.compile(r"\S+").finditer(line, start):
            word = found[0]
            if count == 0:
                moves = self._start(word, allowed) or self._all(allowed)
            else:
                moves = [(t, e, s) for t in threads for e, s in t.program.edges[t.state]]
            rest_of_line = line[found.start() :].rstrip()
            outcome = _step(moves, word, rest_of_line)
            running = [t for t in threads if t.rest]
            if isinstance(outcome, str):
                if running:
                    return running, None, count
                right = (
                    understood(word, (e.text for _, e, _ in moves if not e.kind))
                    if outcome == "invalid"
                    else 0
                )
                return [], Problem(outcome, found.start() + right), count
            threads = outcome + running
            count += 1
        return threads, None, count

    def _start(self, word: str, allowed: Callable[[Tag], bool]) -> list[tuple[_Thread[Tag], Element, int]]:
        low = word.lower()
        exact = self._first.get(low)
        entries = (
            list(exact)
            if exact
            else [entry for key, found in self._first.items() if key.startswith(low) for entry in found]
        )
        entries += self._first_arguments
        return [(_Thread(p, 0), e, s) for p, e, s in entries if allowed(p.tag)]

    def _all(self, allowed: Callable[[Tag], bool]) -> list[tuple[_Thread[Tag], Element, int]]:
        """Every first word: only asked for a word that none begins with, to say how far it was right."""
        return [(_Thread(p, 0), e, s) for v in self._first.values() for p, e, s in v if allowed(p.tag)]


def understood(word: str, keywords: Iterable[str]) -> int:
    """How many characters of ``word`` some keyword begins with.

    The caret stands under the next one, not under the word's first: ``app-resource`` is wrong from its ``r``
    on where there is ``app-hosting`` (REAL, C8000V 17.15.5).
    """
    low = word.lower()
    pairs = (zip(low, key.lower(), strict=False) for key in keywords)
    return max(
        (sum(1 for _ in itertools.takewhile(lambda two: two[0] == two[1], p)) for p in pairs), default=0
    )


def _step(moves: list[tuple[_Thread[Tag], Element, int]], word: str, rest: str) -> list[_Thread[Tag]] | str:
    low = word.lower()
    exact: list[_Thread[Tag]] = []
    prefixed: list[_Thread[Tag]] = []
    keywords: set[str] = set()
    arguments: list[_Thread[Tag]] = []
    for thread, element, state in moves:
        if not element.kind:
            text = element.text
            if text.lower() == low:
                exact.append(_advance(thread, state, text))
            elif text.lower().startswith(low) and low != LEFT.get((*thread.words[-1:], text)):
                keywords.add(text)
                prefixed.append(_advance(thread, state, text))
        else:
            value = _argument(element.kind, word, rest)
            if value is not None:
                arguments.append(_take(thread, element, state, value, rest))
    if exact:
        return exact + [t for t in arguments if t.rest]
    if len(keywords) > 1 and not arguments:
        return "ambiguous"
    if keywords and arguments and len(keywords) > 1:
        return arguments
    return prefixed + arguments or "invalid"


def _advance(thread: _Thread[Tag], state: int, text: str) -> _Thread[Tag]:
    return _Thread(thread.program, state, (*thread.words, text), thread.captures, thread.keywords + 1)


def _take(thread: _Thread[Tag], element: Element, state: int, value: str, rest: str) -> _Thread[Tag]:
    if element.kind == "ifacenum":
        value = thread.words[-1] + value
        words = (*thread.words[:-1], value)
        captures = (*thread.captures[:-1], (element.text, value))
    else:
        words = (*thread.words, value)
        captures = (*thread.captures, (element.text, value))
    return _Thread(
        thread.program, state, words, captures, thread.keywords, rest if element.kind == "line" else ""
    )


def _argument(kind: str, word: str, rest: str) -> str | None:
    if kind == "line":
        return rest
    if kind in _READ:
        return _READ[kind](word)
    low, _, high = kind.partition("-")
    if word.isascii() and word.isdigit() and int(low) <= int(word) <= int(high):
        return str(int(word))
    return None


def _address(word: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(word))
    except ValueError:
        return None


def _fitting(pattern: str) -> Callable[[str], str | None]:
    return lambda word: word if re.fullmatch(pattern, word) else None


_READ: dict[str, Callable[[str], str | None]] = {
    "word": str,
    "ip": _address,
    "mask": _address,
    "iface": interfaces.canonical,
    "ifacetype": lambda word: interfaces.type_name(word) if word.replace("-", "").isalpha() else None,
    "ifacenum": _fitting(interfaces.NUMBER),
    "hex": _fitting(r"[0-9A-Fa-f]+"),
    "month": time_words.month,
    "weekday": time_words.weekday,
    "hours": time_words.hours_from_utc,
    "hh:mm": time_words.time_of_day,
    "hh:mm:ss": time_words.time_of_day_with_seconds,
}


def _match(thread: _Thread[Tag], *, complete: bool) -> Match[Tag]:
    captures: dict[str, str] = {}
    for name, value in thread.captures:
        captures[name] = f"{captures[name]} {value}" if name in captures else value
    return Match(
        thread.program.tag, thread.words, captures, thread.keywords, complete=complete, rest=thread.rest
    )


def _unique(elements: list[Element]) -> list[Element]:
    chosen = {e.shown: e for e in elements if e.kind != "ifacetype"}
    return [
        chosen[key] for key in sorted(chosen, key=lambda k: (k.startswith("<") or k.isupper(), k.lower()))
    ]
