"""A push is killed at each line that changes something; what is left is named, and the next deploy finishes it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import pytest

from flexvpn.ios.config import parse
from tasks.change.journal import Journal
from tasks.read.inspect_headend import inspect_headend
from tasks.read.leftovers import find_leftovers
from tasks.session.link import Link

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh

OURS = {"acvpn.xml", "headend.json"}
READS = ("show", "terminal", "dir", "verify", "more")
PROFILE = {"servers": [{"display_name": "Berlin", "host_address": "vpn.example.com"}]}
CHANGE = {"anyconnect_profile": {"client": PROFILE}, "authorization_policies": [{"dns": ["10.0.1.9"]}]}


class Killed(BaseException):
    """No line of ours runs after it."""


class Killer:
    """Lets so many changing lines through, and then neither another line nor the undoing."""

    def __init__(self, patch: pytest.MonkeyPatch, lines: int) -> None:
        self.left = lines
        original = Link._exchange

        def exchange(link: Link, line: str, *rest: object) -> str:
            if not line.startswith(READS):
                self.left -= 1
                if self.left < 0:
                    client = link.remote_conn_pre
                    assert client is not None
                    client.close()
                    self.die()
            return original(link, line, *rest)  # type: ignore[arg-type]

        patch.setattr(Link, "_exchange", exchange)
        patch.setattr(Journal, "roll_back", lambda *_: "")

    def die(self) -> NoReturn:
        raise Killed


def without_keys(text: str) -> list[str]:
    return [block.text() for block in parse(text) if not block.line.startswith("crypto pki ")]


def startup(site: Site) -> list[str]:
    return without_keys(site.lab.call(lambda: site.router.router.startup) or "")


@pytest.mark.parametrize("lines", range(12))
@pytest.mark.parametrize("again", [False, True], ids=["first", "change"])
def test_a_killed_push_leaves_what_the_next_one_finishes(
    start: StartSite, monkeypatch: pytest.MonkeyPatch, lines: int, *, again: bool
) -> None:
    site = start(clock="manual")
    if again:
        site.deploy()
        site.sections = CHANGE
    before, saved = without_keys(site.running()), startup(site)
    with monkeypatch.context() as patch:
        killer = Killer(patch, lines)
        try:
            site.deploy()
        except Killed:
            pass
        else:
            assert killer.left >= 0, "a push that was not killed came to its end"
    left = site.files()
    site.lab.advance("edge", 11 * 60)
    running = without_keys(site.running())
    link = site.link()
    left_over = {item.name for item in find_leftovers(link, inspect_headend(link).observation, OURS)}
    link.disconnect()
    assert {name.removeprefix("bootflash:") for name in left_over} == left - OURS
    if running == before:
        assert startup(site) == saved
    site.deploy()
    intended = without_keys(site.running())
    assert running in (before, intended)
    assert site.files() == OURS
    assert startup(site) == intended
    assert not site.plan()


@pytest.mark.parametrize("lines", [4, 5, 6])
def test_a_second_push_that_is_killed_loses_sight_of_nothing_that_the_first_one_left(
    start: StartSite, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    site = start(clock="manual")
    site.deploy()
    site.sections = CHANGE
    for _ in range(3):
        with monkeypatch.context() as patch:
            Killer(patch, lines)
            with suppress(Killed):
                site.deploy()
        site.lab.advance("edge", 11 * 60)
    link = site.link()
    left_over = {item.name for item in find_leftovers(link, inspect_headend(link).observation, OURS)}
    link.disconnect()
    assert {name.removeprefix("bootflash:") for name in left_over} == site.files() - OURS
    site.deploy()
    assert site.files() == OURS
