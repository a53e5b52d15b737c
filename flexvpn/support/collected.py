"""What a run collected from one headend, and its files in the archive, without secrets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts.catalog import read_command
from flexvpn.ios.withheld import withhold, withhold_packets
from flexvpn.support.shows import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flexvpn.base.finding import Finding

_TRACED = "show logging"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a router printed for one command; ``refused`` if it did not accept the command."""

    command: str
    text: str = field(repr=False)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected from one headend.

    Attributes:
        headend: its name.
        answers: to the commands, in their order.
        findings: of ``verify``.
        trace: what the router logged while it was debugged; None if it was not.
        notes: what could not be collected, and why.
        intended: files rendered from the intent, with references in place of secrets.
    """

    headend: str
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()
    trace: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    intended: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def empty(self) -> bool:
        """True if nothing was collected."""
        return not self.answers and self.trace is None

    def cleaned(self, clean: Callable[[str], str]) -> Collected:
        """A copy without secrets: first those that are recognised by their form, then the values that we know.

        Args:
            clean: removes the values of secrets that this program has read.
        """

        def by_form(answer: Answer) -> str:
            text = answer.text
            return clean(withhold_packets(text) if answer.command == _TRACED else withhold(text))

        return Collected(
            self.headend,
            tuple(Answer(answer.command, by_form(answer), answer.refused) for answer in self.answers),
            tuple(
                finding.model_copy(update={"evidence": clean(withhold(finding.evidence))})
                for finding in self.findings
            ),
            None if self.trace is None else clean(withhold_packets(self.trace)),
            tuple(clean(withhold(note)) for note in self.notes),
            {name: clean(text) for name, text in self.intended.items()},
        )

    def facts(self) -> dict[str, dict[str, Any]]:
        """What is parsed from each answer, by command; if it cannot be parsed, why."""
        facts: dict[str, dict[str, Any]] = {}
        for answer in self.answers:
            if answer.refused:
                continue
            try:
                facts[answer.command] = read_command(answer.command, answer.text)
            except NotUnderstood as error:
                facts[answer.command] = {"not_understood": error.what}
        return facts

    def files(self) -> dict[str, str]:
        """The contents of every file of this headend by its path. Removes nothing: call it on a cleaned copy."""
        files = {f"shows/{file_name(answer.command)}": _shown(answer) for answer in self.answers}
        files["facts.json"] = json.dumps(self.facts(), indent=1, ensure_ascii=False) + "\n"
        findings = [finding.model_dump(mode="json") for finding in self.findings]
        files["verify.json"] = json.dumps(findings, indent=1, ensure_ascii=False) + "\n"
        if self.trace is not None:
            files["debug.txt"] = self.trace
        files |= {f"intended/{name}": text for name, text in self.intended.items()}
        return files


def _shown(answer: Answer) -> str:
    return f"{answer.command}\n\n{answer.text.rstrip()}\n"
