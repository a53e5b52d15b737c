"""A reader of one show command, and the facts that it returns; every module of this room defines such readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flexvpn.facts.fields import Odd
from flexvpn.facts.parser import not_understood, parse, quotable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

R = TypeVar("R")
_ODD_VALUES = 100


@dataclass(frozen=True, slots=True)
class Facts(Generic[R]):
    """The records of one command on one router, in the order in which it printed them.

    ``unknown_lines`` are lines that no rule knows. ``odd_values`` are values that are not of the kind that their
    field holds, and so were left out of the records.
    """

    command: str
    records: tuple[R, ...]
    unknown_lines: tuple[str, ...] = ()
    odd_values: tuple[str, ...] = ()

    def only(self) -> R:
        """The one record of a command that always prints exactly one."""
        (record,) = self.records
        return record


@dataclass(frozen=True, slots=True)
class Reader(Generic[R]):
    """Reads one command. Call it with the output; it returns typed facts.

    ``always`` is True for a command that always prints something: without a record it was not understood.
    ``sparse`` is True where all rows may be headings; elsewhere, rows without a record were not understood either.
    ``quote`` is False where an error must not quote the output, because it could hold a secret.
    """

    command: str
    records: Callable[[tuple[Mapping[str, Any], ...]], Iterable[R]]
    always: bool = False
    sparse: bool = False
    quote: bool = True

    def __call__(self, output: str, *, headend: str = "router") -> Facts[R]:
        """Read ``output``.

        Raises:
            NotUnderstood: the router refused the command, or printed what cannot be read; never an empty table.
        """
        rows, unknown = parse(self.command, output, headend=headend, quote=self.quote)
        reply = output if self.quote else quotable(output)
        odd: tuple[str, ...] = ()
        for _ in range(_ODD_VALUES):
            try:
                records = tuple(self.records(rows))
                break
            except Odd as error:
                # One odd value must not cost the other thousand sessions: it is taken out, and counted.
                rows, odd = _without(rows, error.text), (*odd, str(error))
        else:
            raise not_understood(self.command, "values are not of their kinds", reply, headend=headend)
        if not records and (self.always or unknown or (rows and not self.sparse)):
            if unknown:
                problem = "no line of the answer was understood"
            else:
                problem = "nothing in the answer makes a record" if output.strip() else "the answer is empty"
            raise not_understood(self.command, problem, reply, headend=headend)
        return Facts(self.command, records, unknown, odd)


def _without(rows: tuple[Mapping[str, Any], ...], text: str) -> tuple[Mapping[str, Any], ...]:
    """``rows`` less every value that is ``text``."""
    return tuple(
        {
            key: value
            for key, value in row.items()
            if value != text and not (isinstance(value, list) and text in value)
        }
        for row in rows
    )
