"""A router for each test, and a row of the page for each command of a witness."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.testing import Lab, RouterSpec, running_lab
from tests.witnesses.report import Row, save

ROWS = pytest.StashKey[list[Row]]()
REPORT = "WITNESSES_REPORT"
# A secret of the simulated routers, guarding nothing.
PASSWORD = "lab-Password-1"


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "witness(name, command): whose command it is, as a row of docs/witnesses.md",
        "defect(reason): the witness fails on the exact text that a real router prints; the test asserts how",
        "unknown(*lines): lines that the witness sends and that a real router refuses as well",
        "heavy: takes long: only `make witnesses` runs it",
        "release(version): the release of the router that the test meets",
    ):
        config.addinivalue_line("markers", line)
    config.stash[ROWS] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is left to `make witnesses`."""
    if REPORT in os.environ:
        return
    for item in items:
        if item.get_closest_marker("heavy"):
            item.add_marker(pytest.mark.skip(reason="takes long: `make witnesses` runs it"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # the hook's own protocol
    outcome = yield
    report: pytest.TestReport = outcome.get_result()  # type: ignore[attr-defined]
    mark = item.get_closest_marker("witness")
    if mark is None or not (call.when == "call" or (call.when == "setup" and not report.passed)):
        return
    defect = item.get_closest_marker("defect")
    if report.skipped:
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        verdict, reason = "not run", str(said).removeprefix("Skipped: ")
    elif report.failed:
        last = str(report.longrepr).strip().splitlines()
        verdict, reason = "FAIL", last[-1] if last else ""
    elif defect is not None:
        verdict, reason = "defect of the witness", defect.args[0]
    else:
        verdict, reason = "pass", ""
    release = item.get_closest_marker("release")
    of = f" ({release.args[0]})" if release else ""
    for command in mark.args[1:]:
        item.config.stash[ROWS].append(Row(mark.args[0], f"{command}{of}", verdict, reason))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run of `python -m tests.witnesses` wants the rows."""
    path = os.environ.get(REPORT)
    if path:
        save(session.config.stash[ROWS], Path(path))


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A prepared router ``r1``, which understood all that was sent to it when the test is over."""
    mark = request.node.get_closest_marker("release")
    release = mark.args[0] if mark else "17.9.4"
    with running_lab(RouterSpec("r1", release=release, password=PASSWORD)) as started:
        yield started
        expected = {line for mark in request.node.iter_markers("unknown") for line in mark.args}
        unexpected = [line for line in started["r1"].router.unknown if line not in expected]
    assert unexpected == []
