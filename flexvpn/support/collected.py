"""What one run collected of one headend, and the files that it becomes: no secret passes into them."""

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
    """What a router printed to one command; ``refused`` where it does not take the command."""

    command: str
    text: str = field(repr=False)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """One headend.

    Attributes:
        headend: its name.
        answers: of the router, in order.
        findings: of ``verify``.
        trace: what the router logged while it was debugged; None where it was not.
        notes: what could not be had, and why.
        intended: files that the intent renders, secrets as references.
    """

    headend: str
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()
    trace: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    intended: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def empty(self) -> bool:
        """True where the router has said nothing yet."""
        return not self.answers and self.trace is None

    def cleaned(self, clean: Callable[[str], str]) -> Collected:
        """The same without secrets: first what is known by its form, then every value that is known.

        Args:
            clean: takes out the values that this program has read.
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
        """What this program reads from each answer, by command; where it reads none, why."""
        found: dict[str, dict[str, Any]] = {}
        for answer in self.answers:
            if answer.refused:
                continue
            try:
                found[answer.command] = read_command(answer.command, answer.text)
            except NotUnderstood as error:
                found[answer.command] = {"not_understood": error.what}
        return found

    def files(self) -> dict[str, str]:
        """Every file of this headend by its path; made of text that is clean already."""
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
