"""Run a TextFSM template over long output.

``textfsm`` compiles the template and stays the definition of what it means; only the loop over the lines is
ours, because its own takes four to seven seconds for ten thousand sessions (benchmarks/parse_sessions.py).
Two things make the difference: a line is tried only against the rules whose literal beginning it shares, and
a record holds what was printed, not a slot for each value of the template. A test checks that both loops give
the same answers.

Unlike in ``textfsm``, a line that no rule matches is returned, not dropped.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import textfsm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN = "UNKNOWN"
"""Name of the List value in which our templates collect the lines that they do not know."""

_HEAD = 9
_REMEMBERED = 1000
_DIGIT = "0"
_LITERAL = re.compile(r"\^(?:\\s[*+]| )*(\(\?P<\w+>)?((?:[\w :,'/#=-](?![?*+{]))+)?(\\d)?")


class ErrorRuleMatched(ValueError):
    """A template's own ``-> Error`` rule matched: the template does not know such a line."""


class Run(NamedTuple):
    """The result of one run: the records, and the lines that no rule knew."""

    records: tuple[Mapping[str, Any], ...]
    unknown_lines: tuple[str, ...]


class _Rule(NamedTuple):
    regex: re.Pattern[str]
    literal: str
    assigns: bool
    lists: frozenset[str]
    unknown: bool
    record: str
    goes_on: bool
    fails: bool
    state: str


_Match = tuple[_Rule, "dict[str, str | None] | None"]


def _literal(regex: str) -> str:
    """The fixed text with which every matching line begins, after its indentation.

    "0" stands for any digit. "" stands for any text: always right, but it excludes no line.
    """
    match = _LITERAL.match(regex)
    if match is None:
        return ""
    inside, literal, digit = match.groups()
    depth, inside = 0, bool(inside)
    for part in re.findall(r"\\.|\[(?:\\.|[^\]\\])+\]|[()|]", regex):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "|" and depth <= inside:
            return ""
        inside = inside and not (part == ")" and depth == 0)
    return _key(literal) if literal else _DIGIT if digit else ""


def _key(text: str) -> str:
    """The beginning by which rules and lines are grouped; all digits count as the same."""
    return _DIGIT if text[:1].isdigit() else text[:_HEAD]


class Machine:
    """One compiled template. Holds no state between runs."""

    def __init__(self, template: str) -> None:
        """Compile ``template``.

        Raises:
            textfsm.TextFSMTemplateError: it is not a TextFSM template.
            ValueError: it uses ``Fillup`` or nested groups, which this loop does not run.
        """
        compiled = textfsm.TextFSM(io.StringIO(template))
        options = {value.name: frozenset(value.OptionNames()) for value in compiled.values}
        if any("Fillup" in names for names in options.values()):
            msg = "the template uses Fillup"
            raise ValueError(msg)
        self._filldown = frozenset(name for name, names in options.items() if "Filldown" in names)
        self._required = frozenset(name for name, names in options.items() if "Required" in names)
        lists = frozenset(name for name, names in options.items() if "List" in names)
        self._states = {
            name: tuple(self._rule(rule, lists) for rule in rules) for name, rules in compiled.states.items()
        }
        self._ends_with_record = "EOF" not in compiled.states

    @staticmethod
    def _rule(rule: Any, lists: frozenset[str]) -> _Rule:  # noqa: ANN401 - textfsm publishes no types
        regex = re.compile(rule.regex)
        groups = frozenset(regex.groupindex)
        return _Rule(
            regex=regex,
            literal=_literal(rule.regex),
            assigns=bool(groups),
            lists=groups & lists,
            unknown=groups == {UNKNOWN},
            record=rule.record_op,
            goes_on=rule.line_op == "Continue",
            fails=rule.line_op == "Error",
            state=rule.new_state,
        )

    def run(self, lines: Iterable[str]) -> Run:  # noqa: C901, PLR0912 - split in calls it takes twice as long
        """Feed ``lines`` (without line ends and trailing blanks) to the template.

        Raises:
            ErrorRuleMatched: the template declares a line to be an error.
        """
        records: list[Mapping[str, Any]] = []
        unknown: list[str] = []
        row: dict[str, Any] = {}
        heads: dict[str, dict[str, tuple[_Rule, ...]]] = {name: {} for name in self._states}
        # Half of the lines of a long answer are the same in every session.
        remembered: dict[str, dict[str, tuple[_Match, ...]]] = {name: {} for name in self._states}
        state, by_line = "Start", remembered["Start"]
        for line in lines:
            matches = by_line.get(line)
            if matches is None:
                matches = self._matches(state, line, heads[state])
                if len(by_line) < _REMEMBERED:
                    by_line[line] = matches
            if not matches:
                if line:
                    unknown.append(line)
                continue
            for rule, captured in matches:
                if rule.unknown:
                    unknown.append(line)
                    break
                if captured is not None:
                    _assign(row, captured, rule.lists)
                if rule.record:
                    row = self._record(rule.record, row, records)
                if rule.fails:
                    raise ErrorRuleMatched(line)
            last = matches[-1][0]
            if last.goes_on:
                if line:
                    unknown.append(line)
            elif last.state:
                state = last.state
                if state in {"End", "EOF"}:
                    break
                by_line = remembered[state]
        if state != "End" and self._ends_with_record:
            self._record("Record", row, records)
        return Run(tuple(records), tuple(unknown))

    def _matches(self, state: str, line: str, by_head: dict[str, tuple[_Rule, ...]]) -> tuple[_Match, ...]:
        """The rules that ``line`` matches, with what they capture: those with ``Continue``, and the first without."""
        head = line.lstrip()[:_HEAD]
        if head[:1].isdigit():
            head = _DIGIT
        rules = by_head.get(head)
        if rules is None:
            rules = by_head[head] = self._candidates(state, head)
        matches: list[_Match] = []
        for rule in rules:
            match = rule.regex.match(line)
            if match is not None:
                matches.append((rule, match.groupdict() if rule.assigns else None))
                if not rule.goes_on:
                    break
        return tuple(matches)

    def _candidates(self, state: str, head: str) -> tuple[_Rule, ...]:
        """The rules of ``state`` that a line with this beginning can match, in their order; "" is a blank line."""
        if not head:
            return tuple(rule for rule in self._states[state] if rule.regex.match(""))
        return tuple(
            rule for rule in self._states[state] if head[: len(rule.literal)] == rule.literal[: len(head)]
        )

    def _record(
        self, operation: str, row: dict[str, Any], records: list[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Do Record, Clear or Clearall, and return the row to continue with."""
        if operation == "Clearall":
            return {}
        kept = {name: value for name, value in row.items() if name in self._filldown}
        if operation == "Record" and len(row) > len(kept) and all(row.get(name) for name in self._required):
            records.append(row)
        return kept


def _assign(row: dict[str, Any], captured: dict[str, str | None], lists: frozenset[str]) -> None:
    """Put what a rule captured into ``row``; a group that did not take part clears its value."""
    if not lists and None not in captured.values():
        row.update(captured)
        return
    for name, value in captured.items():
        if name in lists:
            if value is not None:
                row.setdefault(name, []).append(value)
        elif value is not None:
            row[name] = value
        else:
            row.pop(name, None)
