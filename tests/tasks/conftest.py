"""A lab for each test that asks for one, and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from lab.testing import Lab, RouterSpec, running_lab
from tests.tasks.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.quirks import Quirks


class StartSite(Protocol):
    def __call__(
        self,
        release: str = "17.9.4",
        *,
        fresh: bool = False,
        quirks: Quirks | None = None,
        clock: str = "real",
    ) -> Site: ...


@pytest.fixture
def start() -> Iterator[StartSite]:
    """Start a router and hand out its site; it stops with the test."""
    running: list[tuple[Lab, object]] = []

    def start_one(
        release: str = "17.9.4", *, fresh: bool = False, quirks: Quirks | None = None, clock: str = "real"
    ) -> Site:
        context = running_lab(RouterSpec("edge", release=release, fresh=fresh, quirks=quirks, clock=clock))
        lab = context.__enter__()
        running.append((lab, context))
        return Site(lab, "edge")

    yield start_one
    for _, context in running:
        context.__exit__(None, None, None)  # type: ignore[attr-defined]
