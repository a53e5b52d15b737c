"""Line editing: arrows, Ctrl keys, history; what has changed of the line is written again after each key.

A line that is wider than the terminal is seen through a window, which a dollar sign ends where the line goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.terminal import Terminal

STEP = 10
CTRL = {letter: chr(ord(letter) - 96) for letter in "abdefklnprtuvwxy"}


class Editor:
    """One line under edit, and where the cursor stands in it."""

    def __init__(self, terminal: Terminal, prompt: str, *, echo: bool) -> None:
        self._terminal = terminal
        self._prompt = prompt
        self._echo = echo
        self._cursor = 0
        self._place = len(terminal.session.history)
        self.text = ""
        self.quoted = False
        self._killed = ""
        self._left = 0
        self._shown = ""
        self._at = 0
        self._edits: dict[str, Callable[[], None]] = {
            "\x7f": self._erase_left,
            "\b": self._erase_left,
            CTRL["v"]: self._quote,
            CTRL["d"]: self._erase_here,
            CTRL["a"]: lambda: self._move(0),
            CTRL["e"]: lambda: self._move(len(self.text)),
            CTRL["b"]: lambda: self._move(self._cursor - 1),
            CTRL["f"]: lambda: self._move(self._cursor + 1),
            CTRL["u"]: lambda: self._cut(0, self._cursor),
            CTRL["x"]: lambda: self._cut(0, self._cursor),
            CTRL["k"]: lambda: self._cut(self._cursor, len(self.text)),
            CTRL["t"]: self._swap,
            CTRL["y"]: lambda: self._paste(self._killed),
            CTRL["w"]: self._erase_word,
            CTRL["p"]: lambda: self._recall(-1),
            CTRL["n"]: lambda: self._recall(1),
            CTRL["r"]: self._again,
            CTRL["l"]: self._again,
        }

    async def press(self, key: str) -> None:
        """One key that is not Enter, Tab or ``?``."""
        edit = self._edits.get(key)
        if self.quoted:
            self.quoted = False
            self._insert(key)
        elif key == "\x1b":
            await self._escape()
        elif edit is not None:
            edit()
        elif key.isprintable():
            self._insert(key)

    def _quote(self) -> None:
        self.quoted = True

    def _erase_left(self) -> None:
        if self._cursor:
            self._change(self._cursor - 1, self.text[: self._cursor - 1] + self.text[self._cursor :])

    def _erase_here(self) -> None:
        self._change(self._cursor, self.text[: self._cursor] + self.text[self._cursor + 1 :])

    def _erase_word(self) -> None:
        self._cut(self._word_left(), self._cursor)

    def _word_left(self) -> int:
        return self.text[: self._cursor].rstrip().rfind(" ") + 1

    def _word_right(self) -> int:
        word = re.compile(r"\s*\S*").match(self.text, self._cursor)
        return word.end() if word else self._cursor

    def _cut(self, start: int, end: int) -> None:
        """Take characters out; Ctrl-Y puts them in again."""
        self._killed = self.text[start:end] or self._killed
        self._change(start, self.text[:start] + self.text[end:])

    def _paste(self, text: str) -> None:
        for character in text:
            self._insert(character)

    def _swap(self) -> None:
        """Exchange the character before the cursor with the one under it."""
        if 0 < self._cursor < len(self.text):
            before = self.text[self._cursor - 1]
            self._erase_left()
            self._move(self._cursor + 1)
            self._insert(before)

    def _again(self) -> None:
        self._terminal.write("\n")
        self.redraw()

    def redraw(self) -> None:
        """Print prompt and line again."""
        self._shown, self._at = "", 0
        self._terminal.write(self._prompt)
        self._show()

    def replace(self, text: str) -> None:
        """Take another text (a completed word) and print it."""
        self.text, self._cursor = text, len(text)
        self.redraw()

    def _show(self) -> None:
        """Write what differs between the screen and the line, and go to where the cursor stands."""
        if not self._echo:
            return
        old, new, at = self._shown, self._window(), self._cursor - self._left
        same = len(old) if new.startswith(old) else _common(old, new)
        if old != new:
            self._go(same)
            blanks = " " * (len(old) - len(new))
            self._terminal.write(new[same:] + blanks)
            self._shown, self._at = new, len(new) + len(blanks)
        self._go(at)

    def _go(self, column: int) -> None:
        if column < self._at:
            self._terminal.write("\b" * (self._at - column))
        else:
            self._terminal.write(self._shown[self._at : column])
        self._at = column

    def _window(self) -> str:
        """As much of the line as fits beside the prompt: it moves by ten characters, so that the cursor is in it."""
        width = self._terminal.session.width
        room = max(STEP + 2, width - len(self._prompt) - 1)
        if not width or len(self.text) < room:
            self._left = 0
            return self.text
        while self._cursor - self._left >= room:
            self._left += STEP
        while self._left and self._cursor <= self._left:
            self._left -= STEP
        seen = self.text[self._left : self._left + room]
        if self._left:
            seen = "$" + seen[1:]
        return seen if self._left + room >= len(self.text) else seen[:-1] + "$"

    def _insert(self, key: str) -> None:
        self.text = self.text[: self._cursor] + key + self.text[self._cursor :]
        self._cursor += 1
        self._show()

    def _change(self, cursor: int, text: str) -> None:
        self.text, self._cursor = text, cursor
        self._show()

    def _move(self, cursor: int) -> None:
        self._cursor = max(0, min(len(self.text), cursor))
        self._show()

    def _recall(self, step: int) -> None:
        history = self._terminal.session.history
        place = max(0, min(len(history), self._place + step))
        if place == self._place:
            return
        self._place = place
        text = history[place] if place < len(history) else ""
        self._change(len(text), text)

    def _word(self, key: str) -> None:
        """Escape B, F and D: a word back, a word on, a word gone."""
        if key == "b":
            self._move(self._word_left())
        elif key == "f":
            self._move(self._word_right())
        elif key == "d":
            self._cut(self._cursor, self._word_right())

    async def _escape(self) -> None:
        kind = await self._terminal.key()
        if kind not in "[O":
            self._word(kind.lower())
            return
        key = await self._terminal.key()
        while key.isdigit() or key == ";":
            key = await self._terminal.key()
        match key:
            case "A":
                self._recall(-1)
            case "B":
                self._recall(1)
            case "C":
                self._move(self._cursor + 1)
            case "D":
                self._move(self._cursor - 1)
            case "H":
                self._move(0)
            case "F":
                self._move(len(self.text))
            case "~":
                self._change(self._cursor, self.text[: self._cursor] + self.text[self._cursor + 1 :])


def _common(one: str, two: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
