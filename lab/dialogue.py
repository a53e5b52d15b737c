r"""Commands as generators: they yield text to print and questions to ask, and do no input or output.

The same generator serves an SSH session, ``copy FILE running-config`` (whose questions go to the terminal
that runs the copy) and a test.

    def reload(router: Router, session: Session, args: str) -> Dialogue:
        answer = yield Ask("Proceed with reload? [confirm]")
        ...
        yield "text\\n"

The value of ``yield Ask(...)`` is the line that was typed, without its end. A ``[confirm]`` takes one
key: the value is then that character, or ``""`` for Enter.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """A question. ``echo=False`` for passwords."""

    prompt: str
    echo: bool = True

    @property
    def one_key(self) -> bool:
        """``[confirm]`` is answered with a single key."""
        return self.prompt.rstrip().endswith("[confirm]")


Dialogue = Generator["str | Ask", str, None]
Handler = Callable[["Router", "Session", str], Dialogue]


class InvalidInputError(Exception):
    """Raised by a handler: the argument word with this index (0 is the first after the path) is not known."""

    def __init__(self, word: int = 0) -> None:
        super().__init__(word)
        self.word = word

    def column(self, words: list[re.Match[str]], keywords: int) -> int:
        """Where the caret stands in a line of these ``words``, ``keywords`` of which are the path."""
        return words[min(keywords + self.word, len(words) - 1)].start()


class NoSuchInterfaceError(InvalidInputError):
    """Raised by a handler: there is no interface of that number; the type before it was right."""

    def column(self, words: list[re.Match[str]], keywords: int) -> int:
        """Under the number, be it a word of its own or not (REAL, CSR: ``show run interface Loopback 101``)."""
        for word in words[min(keywords + self.word, len(words) - 1) :]:
            digit = re.search(r"\d", word[0])
            if digit:
                return word.start() + digit.start()
        return super().column(words, keywords)


class IncompleteCommandError(Exception):
    """Raised by a handler: an argument is missing."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExecCommand:
    """A command of EXEC mode.

    ``path`` is its keywords (abbreviated and checked for ambiguity by the engine); what follows is given
    to the handler raw, or, when ``args`` has a syntax (see lab/syntax.py), only if it fits that syntax.
    Below ``privilege`` the command does not exist.
    """

    path: str
    handler: Handler
    privilege: int = 1
    help: str = ""
    args: str | None = None
    paged: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ConfigCommand:
    """A line of configuration mode that acts at once: ``crypto pki import``, ``no crypto pki trustpoint``.

    ``path`` may begin with ``no``. The handler gets what follows the path, raw.
    """

    path: str
    handler: Handler
    mode: str = "config"
    help: str = ""


def run_dialogue(dialogue: Dialogue, answers: Iterable[str] = ()) -> str:
    """Run a dialogue to its end and return all that it printed, questions and answers included.

    Questions beyond ``answers`` get ``yes`` where ``yes/no`` is asked and Enter elsewhere.
    """
    given = iter(answers)
    printed: list[str] = []
    try:
        step = next(dialogue)
        while True:
            if isinstance(step, Ask):
                default = "yes" if "yes/no" in step.prompt else ""
                answer = next(given, default)
                printed.append(step.prompt + (answer if step.echo else "") + "\n")
                step = dialogue.send(answer)
            else:
                printed.append(step)
                step = next(dialogue)
    except StopIteration:
        return "".join(printed)


def words(args: str) -> list[str]:
    """The words of raw arguments."""
    return args.split()


__all__ = [
    "Ask",
    "ConfigCommand",
    "Dialogue",
    "ExecCommand",
    "Handler",
    "IncompleteCommandError",
    "InvalidInputError",
    "NoSuchInterfaceError",
    "run_dialogue",
    "words",
]
