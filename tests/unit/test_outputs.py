"""Whatever a fleet's drift and findings say, every output is one that its reader can read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flexvpn.base.finding import Finding, Status
from flexvpn.drift.comparison import Drift
from flexvpn.planning.section_changes import SectionChanges
from flexvpn.planning.waivers import Waived
from flexvpn.report.document import Document, Entry, Problem, document
from flexvpn.report.junit import junit_of_drift, junit_of_verify
from flexvpn.report.markdown import markdown
from flexvpn.report.news import Told, changed, digests, news
from flexvpn.report.page import page
from flexvpn.report.prometheus import metrics
from flexvpn.report.results import Verification
from flexvpn.router.condition import CertificateLife, Condition, PoolUse
from flexvpn.router.conflicts import Conflict
from flexvpn.router.held import Held
from flexvpn.router.users import UserDrift
from tests.builders import part

if TYPE_CHECKING:
    from collections.abc import Callable

STARTED = datetime(2026, 11, 24, 3, 7, tzinfo=UTC)
TEXTS = st.text(max_size=20)
MANY = st.lists(TEXTS, max_size=3).map(tuple)
NASTY = "</pre><script>alert(1)</script> & \"x\" 'y' \x00\x1b | ``` {{ 7 }}"


def sections() -> st.SearchStrategy[SectionChanges]:
    lines = st.lists(TEXTS, min_size=1, max_size=3)
    return st.builds(lambda section, lines: part(section, *lines), section=TEXTS, lines=lines)


def drifts() -> st.SearchStrategy[Drift]:
    certificate = st.builds(
        CertificateLife,
        trustpoint=TEXTS,
        name=TEXTS,
        until=st.datetimes(timezones=st.just(UTC)) | st.none(),
        days=st.integers(-4000, 9999) | st.none(),
        in_use=st.booleans(),
        state=st.sampled_from(["good", "warn", "bad", "unknown"]),
    )
    pool = st.builds(PoolUse, name=TEXTS, size=st.integers(0, 9999), in_use=st.integers(0, 9999))
    return st.builds(
        Drift,
        headend=TEXTS,
        sections=st.lists(sections(), max_size=3).map(tuple),
        files=MANY,
        certificates=MANY,
        users=st.builds(UserDrift, missing=MANY, changed=MANY, unknown=MANY),
        intruders=st.lists(st.builds(Conflict, line=TEXTS, harm=TEXTS, next_step=TEXTS), max_size=2).map(
            tuple
        ),
        held=st.lists(st.builds(Held, section=TEXTS, line=TEXTS, why=TEXTS, instead=TEXTS), max_size=2).map(
            tuple
        ),
        unsaved=st.lists(TEXTS.map(lambda text: f"+ {text}"), max_size=2).map(tuple),
        waived=st.lists(st.builds(Waived, line=TEXTS, reason=TEXTS, until=TEXTS), max_size=2).map(tuple),
        changed_last=TEXTS,
        typed=MANY,
        notes=MANY,
        condition=st.builds(
            Condition,
            certificates=st.lists(certificate, max_size=3).map(tuple),
            pools=st.lists(pool, max_size=3).map(tuple),
        ),
        fixed=MANY,
    )


def fleets(result: st.SearchStrategy[Any], kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a model of results
    reached = st.builds(
        lambda name, found: Entry[kind](headend=name, verdict="ok", exit_code=0, result=found), TEXTS, result
    )
    lost = st.builds(
        lambda name, code, said, hint: Entry[kind](
            headend=name,
            verdict="failed",
            exit_code=1,
            problem=Problem(code=code, message=said or "x", hint=hint),
        ),
        *(TEXTS, TEXTS, TEXTS, TEXTS),
    )
    entries = st.lists(reached | lost, max_size=4).map(tuple)
    return entries.map(lambda found: document("drift", "0", STARTED, found, kind))


FINDING = st.builds(
    Finding, check=TEXTS, status=st.sampled_from(Status), evidence=TEXTS, next_step=TEXTS, waived=TEXTS
)
FLEETS = fleets(drifts(), Drift)
VERIFIED = fleets(st.builds(Verification, findings=st.lists(FINDING, max_size=5).map(tuple)), Verification)


@given(FLEETS)
def test_junit_of_drift_is_xml_and_passes_only_what_was_reached_and_is_in_sync(
    found: Document[Drift],
) -> None:
    root = ET.fromstring(junit_of_drift(found))  # noqa: S314 - our own text
    for suite, entry in zip(root, found.headends, strict=True):
        passed = [case for case in suite if not list(case)]
        assert int(suite.attrib["tests"]) == len(suite) > 0
        if entry.result is None or entry.result:
            assert passed == []


@given(VERIFIED, st.booleans())
def test_junit_of_verify_is_xml_with_a_case_per_finding(found: Document[Verification], strict: bool) -> None:  # noqa: FBT001
    root = ET.fromstring(junit_of_verify(found, strict=strict))  # noqa: S314 - our own text
    for suite, entry in zip(root, found.headends, strict=True):
        wanted = len(entry.result.findings) if entry.result else 1
        assert len(suite) == wanted
        names = [case.attrib["name"] for case in suite]
        assert len(names) == wanted
        failed = sum(case.find("failure") is not None for case in suite)
        assert int(suite.attrib["failures"]) == failed
        if entry.result is not None and not strict:
            unwaived = [one for one in entry.result.findings if one.status is Status.FAIL and not one.waived]
            assert failed == len(unwaived)


SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9]+(?:\.[0-9]+)?)')


@given(FLEETS)
def test_metrics_are_prometheus_text_with_one_state_for_every_headend(found: Document[Drift]) -> None:
    families: list[str] = []
    states = 0
    text = metrics(found)
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            families.append(line.split()[2])
            continue
        if line.startswith("# TYPE "):
            assert line == f"# TYPE {families[-1]} gauge"
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample is not None, line
        assert sample[1] == families[-1]
        states += sample[1] == "headend_drift_state" and sample[3] == "1"
    assert len(families) == len(set(families))
    assert states == len(found.headends)


class Reading(HTMLParser):
    """What of a page could reach out, or be something else than text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for key, value in attrs if key in {"src", "href", "action", "data"}]
        assert not [key for key, _ in attrs if key.startswith("on")]
        if tag not in {"meta", "br", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reading:
    reading = Reading()
    reading.feed(text)
    assert reading.open == []
    return reading


@pytest.mark.slow
@given(FLEETS)
@settings(max_examples=60)
def test_the_page_is_whole_fetches_nothing_and_runs_nothing(found: Document[Drift]) -> None:
    reading = read(page(found))
    assert not reading.tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert all(link.startswith("#") for link in reading.links)


@given(FLEETS)
def test_markdown_has_one_row_for_every_headend(found: Document[Drift]) -> None:
    table = markdown(found).split("\n## ", maxsplit=1)[0]
    rows = [line for line in table.split("\n") if line.startswith("| ")][2:]
    assert len(rows) == len(found.headends)


def one(**fields: Any) -> Document[Drift]:  # noqa: ANN401 - fields of Drift
    entry = Entry[Drift](headend="edge", verdict="ok", exit_code=0, result=Drift(headend="edge", **fields))
    return document("drift", "0", STARTED, (entry,), Drift)


@pytest.mark.parametrize("render", [page, markdown, junit_of_drift, metrics])
def test_what_a_router_says_is_text_in_every_output(render: Callable[[Document[Drift]], str]) -> None:
    text = render(one(files=(NASTY,), sections=(part("http", NASTY),)))
    assert "<script>" not in text.replace("```diff", "") or render is markdown
    if render is page:
        assert "&lt;script&gt;" in text


def test_what_is_left_alone_is_named_and_is_no_difference() -> None:
    line = "aaa authentication login L group DUO local"
    found = one(held=(Held(section="aaa", line=line, why="RADIUS is not in the intent yet"),))
    assert not found.headends[0].result
    for render in (page, markdown, junit_of_drift):
        assert line in render(found)
        assert "RADIUS is not in the intent yet" in render(found)
    assert 'headend_drift_left_alone{headend="edge"} 1' in metrics(found)
    assert "in sync again, 1 line left alone" in news(found, ("edge",)).body


def test_a_placeholder_of_a_secret_is_spoken_of_and_not_shown() -> None:
    lines = ("username test password 0 <secret:434b7280eab6>",)
    found = one(sections=(part("local_users", *lines),))
    assert "434b7280eab6" not in page(found) + markdown(found)


def test_a_thousand_certificates_are_as_legible_as_two() -> None:
    lives = tuple(CertificateLife(trustpoint=f"T{day}", days=day, until=STARTED) for day in range(1000))
    text = page(one(condition=Condition(certificates=lives)))
    assert text.count('<span class="pin') <= 37


def test_news_are_what_has_changed_since_people_were_told() -> None:
    drifted = one(files=("bootflash:/acvpn.xml differs",))
    first = digests(drifted)
    assert changed({}, digests(one())) == ()
    assert changed({}, first) == ("edge",)
    assert changed(first, first) == ()
    assert changed(first, digests(one())) == ("edge",)
    assert "acvpn.xml differs" in news(drifted, ("edge",)).body
    assert "in sync again" in news(one(), ("edge",)).body


def test_a_day_that_passes_is_no_news() -> None:
    notes = one(files=("x",), notes=("a note",), changed_last="yesterday")
    assert digests(notes) == digests(one(files=("x",)))


def test_the_next_message_waits() -> None:
    told = Told(at=STARTED)
    assert not told.may(STARTED.replace(minute=20), 15)
    assert told.may(STARTED.replace(minute=22), 15)
    assert Told().may(STARTED, 15)
