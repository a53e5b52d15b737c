"""Would a user get in now, and is the router as intended? Pure functions from intent and inspection to findings."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from flexvpn.base.errors import OptionsRefused
from flexvpn.base.finding import Finding, Status
from flexvpn.base.mistake import Mistake
from flexvpn.checks.check import Check, Subject
from flexvpn.checks.table import CHECKS
from flexvpn.router.inspection import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flexvpn.sections.headend import Headend

__all__ = ["CHECKS", "GATES", "PROOF", "Check", "Subject", "chosen", "commands", "examine", "waiver_warnings"]


GATES = frozenset(check.name for check in CHECKS if check.gate)
"""The names of the checks that a log-in depends on."""

PROOF = tuple(check for check in CHECKS if check.gate or set(check.asks) <= set(COMMANDS))
"""The checks that prove a push: all that a log-in depends on, and all that need only what an inspection reads anyway.
The others are left to `verify`: they would cost lines at the router. Of the gates only one does (who is locked out: a
line before the push and one after it)."""


def chosen(names: Iterable[str] = ()) -> tuple[Check, ...]:
    """The checks of these names, all of them where none is named, in the table's order.

    Raises:
        OptionsRefused: there is no check of a name; the nearest one is named.
    """
    asked = frozenset(names)
    check_names = [check.name for check in CHECKS]
    mistakes = []
    for name in sorted(asked - set(check_names)):
        near = get_close_matches(name, check_names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(check_names)}"
        mistakes.append(Mistake(f"there is no check {name}", key="--only", hint=hint))
    if mistakes:
        raise OptionsRefused(mistakes)
    return tuple(check for check in CHECKS if not asked or check.name in asked)


def waiver_warnings(headend: Headend, today: date) -> tuple[str, ...]:
    """The waivers of an intent that have no effect: those that name no check, and those that have ended."""
    check_names = [check.name for check in CHECKS]
    warnings = []
    for waiver in headend.expectations.waivers:
        named = waiver.check or waiver.line or ""
        if waiver.check and waiver.check not in check_names:
            near = get_close_matches(waiver.check, check_names, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/checks.md has them all"
            warnings.append(f"a waiver names the check `{named}`, which there is not ({hint})")
        elif not waiver.holds(today):
            warnings.append(
                f"the waiver for `{named}` ended on {waiver.until.isoformat()} (take it out, or renew it)"
            )
    return tuple(warnings)


def commands(checks: Iterable[Check] = CHECKS) -> tuple[str, ...]:
    """The commands that these checks need, each once."""
    return tuple(dict.fromkeys(command for check in checks for command in check.asks))


def examine(subject: Subject, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Every finding of these checks, waivers applied: a waived failure is a warning up to the waiver's last day."""
    today = subject.now.date()
    given = [waiver for waiver in subject.headend.expectations.waivers if waiver.check]
    waivers = {waiver.check: waiver for waiver in given if waiver.holds(today)}
    over = {waiver.check: waiver for waiver in given if not waiver.holds(today)}
    findings = []
    for check in checks:
        for finding in check.findings(subject):
            waiver = waivers.get(finding.check)
            if finding.status is not Status.FAIL:
                findings.append(finding)
                continue
            if waiver is None:
                ended = over.get(finding.check)
                step = f"{finding.next_step}; its waiver ended on {ended.until.isoformat()}" if ended else ""
                findings.append(finding.model_copy(update={"next_step": step}) if ended else finding)
                continue
            waived = f"{waiver.reason}, until {waiver.until.isoformat()}"
            findings.append(finding.model_copy(update={"status": Status.WARN, "waived": waived}))
    return tuple(findings)
