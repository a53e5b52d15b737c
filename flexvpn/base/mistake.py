"""One mistake of an input, with the place where it can be mended."""

from __future__ import annotations

from flexvpn.base.escapes import one_line


class Mistake:
    """One mistake of an input: where it is, what is wrong, what would be right."""

    __slots__ = ("hint", "key", "line", "path", "what")

    def __init__(
        self, what: str, *, path: str = "", line: int | None = None, key: str = "", hint: str = ""
    ) -> None:
        """Place ``what`` at file ``path``, ``line`` (from 1) and dotted ``key``; ``hint`` says what to do."""
        self.what, self.path, self.line, self.key, self.hint = what, path, line, key, hint

    def __repr__(self) -> str:
        """The text a person sees."""
        return f"Mistake({str(self)!r})"

    def __str__(self) -> str:
        """``file:line: key: what (hint)``."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        parts = [part for part in (place, self.key, self.what) if part]
        # Names of keys and files come from outside and may hold line breaks: each mistake stays on one line.
        return one_line(": ".join(parts) + (f" ({self.hint})" if self.hint else ""))
