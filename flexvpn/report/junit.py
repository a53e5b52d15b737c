"""Findings and drift as JUnit XML, which every CI system shows: one suite per headend."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flexvpn.base.finding import Finding, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.drift.comparison import Drift
    from flexvpn.report.document import Document, Entry, Problem
    from flexvpn.report.results import Verification

Verdict = Literal["passed", "failure", "error", "skipped"]

# XML 1.0 has no form for these at all, not even an escaped one.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was looked at."""

    name: str
    group: str
    verdict: Verdict = "passed"
    message: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """One headend."""

    name: str
    seconds: float
    cases: tuple[Case, ...] = field(default_factory=tuple)


def junit_of_verify(document: Document[Verification], *, strict: bool = False) -> str:
    """One case per finding; a check that found several things is numbered."""
    return _xml(
        document,
        (Suite(entry.headend, entry.seconds, _checked(entry, strict=strict)) for entry in document.headends),
    )


def junit_of_drift(document: Document[Drift]) -> str:
    """One case per kind of difference; a headend that could not be compared is an error, never a pass."""
    return _xml(
        document, (Suite(entry.headend, entry.seconds, _compared(entry)) for entry in document.headends)
    )


def _checked(entry: Entry[Verification], *, strict: bool) -> tuple[Case, ...]:
    if entry.problem is not None or entry.result is None:
        return (_unreached(entry.problem),)
    seen: dict[str, int] = {}
    cases: list[Case] = []
    for finding in entry.result.findings:
        seen[finding.check] = seen.get(finding.check, 0) + 1
        number = f" #{seen[finding.check]}" if seen[finding.check] > 1 else ""
        cases.append(_case(finding, number, strict=strict))
    return tuple(cases)


def _case(finding: Finding, number: str, *, strict: bool) -> Case:
    verdicts: dict[Status, Verdict] = {
        Status.PASS: "passed",
        Status.SKIP: "skipped",
        Status.FAIL: "failure",
        Status.WARN: "failure" if strict and not finding.waived else "passed",
    }
    verdict: Verdict = "skipped" if finding.waived else verdicts[finding.status]
    waived = f"waived: {finding.waived}: " if finding.waived else ""
    details = f"{finding.status}: {finding.evidence}"
    details += f"\n-> {finding.next_step}" if finding.next_step else ""
    return Case(
        finding.check + number, finding.section or "router", verdict, waived + finding.evidence, details
    )


def _compared(entry: Entry[Drift]) -> tuple[Case, ...]:
    if entry.problem is not None or entry.result is None:
        return (_unreached(entry.problem),)
    texts_by_kind: dict[str, list[str]] = {}
    for kind, text in entry.result.differences():
        texts_by_kind.setdefault(kind, []).append(text)
    cases = [
        Case(kind, "drift", "failure", _many(texts), "\n".join(texts))
        for kind, texts in texts_by_kind.items()
    ]
    cases += [Case(item.line, "left alone", "skipped", f"left alone: {item}") for item in entry.result.held]
    cases += [
        Case(item.line, "waived", "skipped", f"waived until {item.until}: {item.reason}")
        for item in entry.result.waived
    ]
    return tuple(cases) or (Case("in sync", "drift"),)


def _unreached(problem: Problem | None) -> Case:
    if problem is None:
        return Case("reached", "headend", "error", "no answer")
    return Case("reached", "headend", "error", f"{problem.message} [{problem.code}]", problem.hint)


def _xml(document: Document[Drift] | Document[Verification], suites: Iterable[Suite]) -> str:
    root = Element("testsuites", name=f"headend {document.command}")
    for suite in suites:
        node = SubElement(
            root, "testsuite", _counts(suite), timestamp=f"{document.started:%Y-%m-%dT%H:%M:%S}"
        )
        for case in suite.cases:
            inner = SubElement(
                node,
                "testcase",
                name=_plain(case.name),
                classname=_plain(f"{suite.name}.{case.group}"),
                time="0",
            )
            if case.verdict != "passed":
                said = SubElement(inner, case.verdict, message=_plain(case.message))
                said.text = _plain(case.details) or None
            elif case.details:
                SubElement(inner, "system-out").text = _plain(case.details)
    root.attrib |= _sums(root)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(suite: Suite) -> dict[str, str]:
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {
        "name": _plain(suite.name),
        "tests": str(len(suite.cases)),
        **{
            key: str(sum(case.verdict == verdict for case in suite.cases)) for key, verdict in counted.items()
        },
        "time": f"{suite.seconds:.2f}",
    }


def _sums(root: Element) -> dict[str, str]:
    """Over all suites; what was skipped stands at each suite alone, as the schema of Jenkins' JUnit plugin has it."""

    def total(key: str) -> Iterator[int]:
        return (int(node.attrib[key]) for node in root)

    return {key: str(sum(total(key))) for key in ("tests", "failures", "errors")}


def _plain(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _many(texts: list[str]) -> str:
    return f"{len(texts)} differences" if len(texts) > 1 else texts[0]
