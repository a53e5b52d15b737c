"""No inferred fact decides: a deploy ends proved and saved whichever way routers turn out to behave."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from lab.quirks import Quirks

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

SEED = int(os.environ.get("HEADEND_QUIRKS_SEED") or random.SystemRandom().randrange(10**6))
RELEASES = ("16.9.2", "17.3.1", "17.9.4", "17.15.5", "26.2.1")


def test_a_line_that_the_router_takes_and_hides_is_sent_once(start: StartSite) -> None:
    site = start(quirks=Quirks(http_url_cert_shown=False))
    assert site.deploy().changed
    assert "http-url" not in site.running()
    assert not site.plan()
    assert not site.deploy().changed


def test_a_hidden_line_is_sent_again_where_the_record_is_lost(start: StartSite) -> None:
    site = start(quirks=Quirks(http_url_cert_shown=False))
    site.deploy()
    site.lab.call(lambda: site.router.router.flash.delete("headend.json"))
    assert site.plan().lines == ("no crypto ikev2 http-url cert",)


@pytest.mark.parametrize("draw", range(5))
def test_a_deploy_is_proved_and_the_second_plan_empty_with_quirks_drawn_at_random(
    start: StartSite, draw: int
) -> None:
    numbers = random.Random(f"{SEED}-{draw}")  # noqa: S311 - draws a router, guards nothing
    quirks = Quirks.random(numbers)
    site = start(RELEASES[draw % len(RELEASES)], quirks=quirks)
    print(f"HEADEND_QUIRKS_SEED={SEED} draw {draw}: {quirks}")  # noqa: T201 - shown where it fails
    assert site.deploy().changed
    assert not site.plan()
