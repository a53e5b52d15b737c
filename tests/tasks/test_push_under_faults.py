"""Routers that fail while they are pushed to: each push ends proved, undone, or on its way back; never otherwise."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from flexvpn.base.errors import HeadendFailed, NotFinished, RolledBack
from flexvpn.ios.config import parse
from lab.fault import (
    ClockOff,
    Fault,
    FullFlash,
    FullVtys,
    Latency,
    Question,
    Refuse,
    Reload,
    Reset,
    Silence,
    Slow,
    SlowScp,
    Syslog,
)
from lab.quirks import Quirks
from tasks.change import prove as prove_module
from tasks.change import put_file as put_module
from tasks.session import access as access_module
from tasks.session import link as link_module
from tasks.session.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh

OURS = {"acvpn.xml", "headend.json"}
TIMER = 11 * 60
HASTE = 30
PROFILE = {"servers": [{"display_name": "Berlin", "host_address": "vpn.example.com"}]}
CHANGE = {"anyconnect_profile": {"client": PROFILE}, "authorization_policies": [{"dns": ["10.0.1.9"]}]}
PROVED, UNSAVED, AS_BEFORE = "proved", "stands, not saved", "as before"
BY_TIMER, CONFIRMED = "goes back by the timer", "nobody knows whether it was confirmed"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a router that is known to be silent."""
    original = Link._receive

    def receive(link: Link, name: str, idle: float, so_far: str, **given: Any) -> str:  # noqa: ANN401
        return original(link, name, max(1.0, idle / HASTE), so_far, **given)

    monkeypatch.setattr(Link, "_receive", receive)
    monkeypatch.setattr(link_module, "_GRACE", 0.3)
    monkeypatch.setattr(put_module, "_TIMEOUT", 1.0)
    monkeypatch.setattr(prove_module, "_TIMEOUT", 1.0)
    monkeypatch.setattr(access_module, "_SSH_TIMEOUT", 1.0)


@dataclass(frozen=True)
class State:
    """All of a router that a push may change."""

    running: tuple[str, ...]
    startup: tuple[str, ...]
    keys: tuple[str, ...]
    files: frozenset[str]

    @classmethod
    def of(cls, site: Site) -> State:
        router = site.router.router
        return cls(
            blocks(site.running()),
            blocks(site.lab.call(lambda: router.startup) or ""),
            site.lab.call(lambda: tuple(router.pki.keys)),
            frozenset(site.files()),
        )


def blocks(text: str) -> tuple[str, ...]:
    return tuple(block.text() for block in parse(text))


def without_keys(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if not line.startswith("crypto pki "))


def end_of(site: Site, *faults: Fault) -> tuple[str, str]:
    """Deploy under faults: how it ended, proved here, and what was said; the next deploy then finishes it."""
    before = State.of(site)
    site.lab.fault(site.name, *faults, seed=1)
    said: HeadendFailed | None = None
    try:
        site.deploy()
    except HeadendFailed as error:
        said = error
    wait_for(lambda: site.lab.call(lambda: everybody_left(site)))
    site.lab.clear_faults(site.name)
    end = judged(site, before, said)
    site.deploy()
    assert not site.plan()
    assert site.files() == OURS
    assert "crypto ikev2 profile AnyConnect-EAP" in str(site.lab.call(lambda: site.router.router.startup))
    return end, "" if said is None else str(said)


def judged(site: Site, before: State, said: HeadendFailed | None) -> str:
    """Look at the router itself, whatever was said, and hold what was said to it."""
    router = site.router.router
    wait_for(lambda: listens(site))
    pending = site.lab.call(lambda: router.pending) is not None
    if said is None or isinstance(said, NotFinished):
        assert not pending
        assert not site.plan(), "it says that it is proved"
        return PROVED if said is None else UNSAVED
    assert said.exit_code == 1
    assert said.headend == site.name
    assert said.step
    assert str(said).startswith(f"{site.name}: {said.step}: ")
    if pending:
        assert isinstance(said, RolledBack)
        assert "timer" in said.state
        site.lab.advance(site.name, TIMER)
    after = State.of(site)
    if "nobody knows whether the router took the confirmation" in str(said) and not site.plan():
        assert not pending
        return CONFIRMED
    assert after.startup == before.startup
    if isinstance(said, RolledBack) and not said.state.startswith("as before the push"):
        assert "the router cannot be reached now" in said.state
        assert "goes back by" in said.state or not pending or "running-config was not changed" in said.state
        assert without_keys(after.running) == without_keys(before.running)
        for name in (after.files - before.files) | (set(after.keys) - set(before.keys)):
            assert ("the revert timer's backup" if name.startswith("archive-") else name) in said.state
        return BY_TIMER if pending else AS_BEFORE
    assert after == before
    return AS_BEFORE


def everybody_left(site: Site) -> bool:
    """Whether the router's side knows that our connections are closed: a silent one is noticed a moment later."""
    return all(gate._ended for gate in site.router.router.faults._gates.values())


def listens(site: Site) -> bool:
    """Whether the router is up: one that restarts comes back in a moment."""
    try:
        socket.create_connection((site.router.host, site.router.port), 5).close()
    except ConnectionRefusedError:
        return False
    return True


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


LINES = {
    "the profile's upload": r"^scp -t .*acvpn\.xml",
    "the key's upload": r"^scp -t .*p12",
    "the import": "^crypto pki import",
    "removing the key file": r"^delete .*p12",
    "reading the import": "^show crypto key mypubkey rsa",
    "the merge's upload": "^scp -t .*merge_config",
    "the timer": "^configure terminal revert",
    "seeing the timer": "^show archive config rollback timer",
    "the profile's new name": "^rename",
    "the merge": "^copy",
    "the second log-in": "^show privilege",
    "the proof": "^show aaa local user lockout",
    "the confirmation": "^configure confirm",
    "seeing the confirmation": "^show archive config rollback timer",
    "saving": "^write memory",
    "the record": r"^scp -t .*headend\.json",
    "cleaning up": "^delete .*merge",
}
SPARED = {
    "reading the import": 1,
    "the proof": 1,
    "the second log-in": 1,
    "seeing the timer": 1,
    "seeing the confirmation": 2,
}
"""How often a line comes before the moment that is meant."""
AFTER_CONFIRMING = {"saving", "the record"}


def at(name: str) -> dict[str, Any]:
    return {"at": LINES[name], "skip": SPARED.get(name, 0)}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", LINES)
def test_a_connection_that_is_reset(start: StartSite, name: str, when: str) -> None:
    end, said = end_of(start(clock="manual"), Reset(when=when, **at(name)))
    if name == "cleaning up" or (when == "after" and LINES[name].startswith("^scp")):
        # A file that has arrived needs no connection any more.
        assert end == PROVED
    else:
        assert end == (UNSAVED if name in AFTER_CONFIRMING else AS_BEFORE), said


@pytest.mark.parametrize("name", ["the timer", "the merge", "the proof", "the confirmation"])
def test_a_connection_that_is_reset_during_a_change(start: StartSite, name: str) -> None:
    site = start(clock="manual")
    site.deploy()
    site.sections = CHANGE
    end, said = end_of(site, Reset(when="after", **at(name)))
    assert end == AS_BEFORE, said


@pytest.mark.parametrize("name", ["the import", "the merge", "the proof", "saving"])
def test_a_router_that_falls_silent_and_is_reached_again_over_another_connection(
    start: StartSite, name: str
) -> None:
    end, said = end_of(start(clock="manual"), Silence(when="after", **at(name)))
    assert end == (UNSAVED if name == "saving" else AS_BEFORE), said


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "name",
    [
        "the merge's upload",
        "the timer",
        "seeing the timer",
        "the merge",
        "the second log-in",
        "the confirmation",
        "seeing the confirmation",
    ],
)
def test_a_router_that_is_cut_off_goes_back_by_itself(start: StartSite, name: str, when: str) -> None:
    end, said = end_of(start(clock="manual"), Silence(when=when, everywhere=True, **at(name)))
    if name in ("the confirmation", "seeing the confirmation"):
        assert end == (BY_TIMER if (name, when) == ("the confirmation", "before") else CONFIRMED), said
        assert "nobody knows whether the router took the confirmation" in said
    elif name == "the timer":
        assert end == (AS_BEFORE if when == "before" else BY_TIMER), said
    else:
        assert end == (AS_BEFORE if name == "the merge's upload" else BY_TIMER), said


@pytest.mark.parametrize("name", ["the import", "the merge", "the confirmation", "saving"])
def test_a_router_that_restarts(start: StartSite, name: str) -> None:
    end, said = end_of(start(clock="manual"), Reload(when="after", boot_seconds=0.5, **at(name)))
    assert end == (UNSAVED if name == "saving" else AS_BEFORE), said


def test_a_router_that_restarts_instead_of_saving(start: StartSite) -> None:
    site = start(clock="manual")
    before = State.of(site)
    site.lab.fault(site.name, Reload(**at("saving")))
    with pytest.raises(NotFinished, match="a router that restarted unsaved is back where it was"):
        site.deploy()
    assert without_keys(State.of(site).running) == without_keys(before.running)
    site.deploy()
    assert not site.plan()


@pytest.mark.parametrize("name", ["the import", "the timer", "the profile's new name", "the merge", "saving"])
@pytest.mark.parametrize(
    "prompt", ["Do you wish to proceed? [yes/no]: ", "Overwrite the other configuration? [confirm]"]
)
def test_a_question_that_nobody_expects(start: StartSite, name: str, prompt: str) -> None:
    end, said = end_of(start(clock="manual"), Question(prompt=prompt, accept="", **at(name)))
    assert end in (PROVED, AS_BEFORE) if name != "saving" else end in (PROVED, UNSAVED), said


@pytest.mark.parametrize("accept", ["", "yes"])
def test_a_timer_that_may_run_behind_a_question_is_ended_before_all_is_called_as_before(
    start: StartSite, accept: str
) -> None:
    site = start(clock="manual")
    before = State.of(site)
    site.lab.fault(site.name, Question(accept=accept, **at("the timer")))
    with pytest.raises(RolledBack, match="state now: as before the push"):
        site.deploy()
    assert site.lab.call(lambda: site.router.router.pending) is None
    assert State.of(site) == before
    site.deploy()


REFUSED = (
    "^aaa new-model",
    "^username test",
    "^ip local pool",
    "^crypto ikev2 profile",
    "^ *pki trustpoint",
    "^crypto vpn anyconnect",
    "^crypto ipsec profile",
    "^interface Virtual-Template",
    "^ *tunnel protection",
)


@pytest.mark.parametrize("silently", [False, True])
@pytest.mark.parametrize("line", REFUSED)
def test_a_line_that_the_router_refuses(start: StartSite, line: str, *, silently: bool) -> None:
    end, said = end_of(start(clock="manual"), Refuse(line=line, silently=silently))
    assert end == AS_BEFORE, said


@pytest.mark.parametrize(
    "name", ["the timer", "the profile's new name", "the merge", "the confirmation", "saving"]
)
def test_a_command_that_the_router_refuses(start: StartSite, name: str) -> None:
    end, said = end_of(
        start(clock="manual"), Refuse(line=LINES[name], reply="% Configuration is locked by somebody")
    )
    assert end == (UNSAVED if name == "saving" else AS_BEFORE), said
    assert "% Configuration is locked by somebody" in said


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("free", [0, 4096, 8192, 12288, 16384, 20480, 40960])
def test_a_flash_that_is_full_or_fills_up(start: StartSite, free: int, *, kept: bool) -> None:
    quirks = Quirks(scp_keeps_partial=kept)
    end, said = end_of(start(clock="manual", quirks=quirks), FullFlash(free=free))
    assert end in (PROVED, UNSAVED, AS_BEFORE)
    assert end == PROVED or "bootflash" in said or "space" in said, said


@pytest.mark.parametrize("after", [0, 6000, 12_000, 20_000, 30_000])
def test_a_connection_that_is_reset_somewhere(start: StartSite, after: int) -> None:
    end, said = end_of(start(clock="manual"), Reset(after_bytes=2000 + after, spread=5000))
    assert end in (PROVED, UNSAVED, AS_BEFORE), said


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    "name", ["the profile's upload", "the key's upload", "the merge's upload", "the record"]
)
def test_an_upload_that_breaks_off(start: StartSite, name: str, *, kept: bool) -> None:
    quirks = Quirks(scp_keeps_partial=kept)
    end, said = end_of(start(clock="manual", quirks=quirks), Reset(after_bytes=1800, **at(name)))
    assert end == (UNSAVED if name == "the record" else AS_BEFORE), said


def test_others_who_take_the_last_terminal_lines(start: StartSite) -> None:
    end, said = end_of(start(clock="manual"), FullVtys(free=1))
    assert end == AS_BEFORE
    assert said.startswith("edge: log-in: ")
    assert "all lines of the router may be in use" in said


def test_a_router_with_no_terminal_line_left(start: StartSite) -> None:
    end, said = end_of(start(clock="manual"), FullVtys())
    assert end == AS_BEFORE
    assert said.startswith("edge: log-in: ")


@pytest.mark.parametrize("years", [-40, 40])
def test_a_clock_that_is_far_off(start: StartSite, years: int) -> None:
    end, said = end_of(start(clock="manual"), ClockOff(offset=years * 365 * 86400.0))
    assert end == AS_BEFORE
    assert "clock" in said


@pytest.mark.parametrize(
    "faults",
    [
        (Latency(seconds=0.005, jitter=0.02),),
        (SlowScp(bytes_per_second=40_000),),
        (Slow(at="^(copy|crypto pki import)", seconds=0.8),),
        (Syslog(at=".", count=3),),
        (Silence(at="^copy", seconds=0.5),),
        (Latency(seconds=0.005), SlowScp(bytes_per_second=40_000), Slow(at="^write", seconds=0.5)),
    ],
    ids=str,
)
def test_a_router_that_is_only_slow_or_noisy(start: StartSite, faults: tuple[Fault, ...]) -> None:
    end, said = end_of(start(clock="manual"), *faults)
    assert end == PROVED, said


@pytest.mark.parametrize("name", ["the timer", "the merge", "the proof", "the confirmation", "saving"])
def test_log_messages_in_the_middle_of_an_answer(start: StartSite, name: str) -> None:
    end, said = end_of(start(clock="manual"), Syslog(at=LINES[name], count=30, everywhere=True))
    assert end in (PROVED, UNSAVED, AS_BEFORE), said
