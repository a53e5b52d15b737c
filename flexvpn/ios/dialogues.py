"""What a router asks in the middle of a command, and what we answer: data and one pure step.

Each dialogue is what IOS-XE was seen to ask for one command (docs/iosxe.md sections 1.2, 2 and 3), as often and in
whatever order it likes. A question that no dialogue knows is never answered by guessing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the router may ask, at the end of what it printed, and our answer (many lines, for a paste)."""

    pattern: re.Pattern[str]
    answer: str = ""


def question(pattern: str, answer: str = "") -> Question:
    """A question by the regular expression that ends what the router prints."""
    return Question(re.compile(rf"{pattern}\s*$", re.IGNORECASE), answer)


def reply_to(printed: str, dialogue: Iterable[Question]) -> str | None:
    """What we answer to the end of what was printed; None where it is no question that the dialogue knows."""
    return next((question.answer for question in dialogue if question.pattern.search(printed)), None)


_YES_NO = r" ?\[yes/no\](?: ?\[[a-z]+\])? ?:?"

CONFIRM: Final = question(r"\[confirm\]")
"""Enter agrees: `no username X`, `delete`, overwriting a file."""
FILENAME: Final = question(r"filename \[[^\]\n]*\]\?")
"""Enter takes the name that was proposed; asked unless `file prompt quiet` is configured."""
YES: Final = question(_YES_NO, "yes")

IMPORT_PKCS12: Final = (
    FILENAME,
    CONFIRM,
    # A label that nothing uses was chosen; a key of that name is not ours to replace.
    question(r"replace them\?" + _YES_NO, "no"),
    # Every certificate of a public CA asks this; unanswered, the session hangs.
    question(r"hierarchy\?" + _YES_NO, "yes"),
)
"""``crypto pki import LABEL pkcs12 …`` (docs/iosxe.md section 2.1)."""

REMOVE: Final = (
    question(r"are you sure you want to do this\?" + _YES_NO, "yes"),
    question(r"really want to remove these keys\?" + _YES_NO, "yes"),
    CONFIRM,
)
"""``no crypto pki trustpoint`` and ``crypto key zeroize`` (docs/iosxe.md section 2.2)."""

GENERATE_KEY: Final = (question(r"replace them\?" + _YES_NO, "no"),)
"""``crypto key generate rsa … modulus``: nothing is asked but whether a key that is there may go."""

ENROLL: Final = (
    question(r"serial number in the subject name\?" + _YES_NO, "no"),
    question(r"IP address in the subject name\? \[no\]:?", "no"),
    question(r"Display Certificate Request to terminal\?" + _YES_NO, "yes"),
    # Asked where a request was made before: the same key makes the same request.
    question(
        r"(?:re-?enroll|generate a new request|resubmit|continue with re-enrollment)[^\n]*\?" + _YES_NO, "yes"
    ),
    question(r"Redisplay enrollment request\?" + _YES_NO, "no"),
)
"""``crypto pki enroll`` where the trustpoint says ``enrollment terminal``."""


def paste(text: str) -> tuple[Question, ...]:
    """``crypto pki authenticate``, ``crypto pki import LABEL certificate``: the text, and yes to it."""
    return (
        question(r"on a line by itself:?", f"{text.strip()}\nquit"),
        question(r"accept this certificate\?" + _YES_NO, "yes"),
    )
