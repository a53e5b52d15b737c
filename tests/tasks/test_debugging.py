"""Debugs end: with us, without us, and before a push saves anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import ConnectionLost, DebugLeftOn, DebugRefused, HeadendFailed
from flexvpn.router.debugs import APPLET, APPLET_LINE, MARGIN, REMOVAL, Condition
from lab.fault import Question, Refuse, Reset
from lab.quirks import Quirks
from lab.vpn.client import Client
from lab.vpn.connect import connect
from tasks.change.debug import debug_for
from tests.tasks.site import USER_PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.fault import Fault
    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh
EVERYBODY = Condition()
WHOM = Condition(user="somebody")


def debug(
    site: Site, condition: Condition = EVERYBODY, begun: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    link = site.link()
    try:
        heard: list[str] = []
        notes = debug_for(link, 1, condition, heard.append, begun)
        return *heard, *notes
    finally:
        link.disconnect()


def log_in(site: Site) -> None:
    profile = site.headend.client_profile().xml()
    client = Client("test", USER_PASSWORD, profile, site.issued.above)
    site.lab.call(lambda: connect(site.router.router, client))


def cut(site: Site) -> None:
    """Every session ends, as if this machine were gone."""

    def end() -> None:
        for session in tuple(site.router.router.sessions):
            session.end()

    site.lab.call(end)


def on(site: Site) -> set[str]:
    return site.lab.call(lambda: set(site.router.router.debugging.on))


def typed(site: Site, prefix: str) -> list[str]:
    return [line for line in site.lines_typed() if line.startswith(prefix)]


def test_what_the_router_traces_meanwhile_is_heard_and_everything_is_off_afterwards(start: StartSite) -> None:
    site = start()
    site.deploy()
    before = site.running()
    heard, *notes = debug(site, begun=lambda: log_in(site))
    assert "Searching policy based on peer's identity" in heard
    assert "AAA/AUTHEN" in heard
    assert notes == []
    assert on(site) == set()
    assert [line for line in site.running().splitlines() if not line.startswith(("! ", "Current"))] == [
        line for line in before.splitlines() if not line.startswith(("! ", "Current"))
    ]


def test_the_countdown_runs_before_the_first_debug_and_nothing_is_saved(start: StartSite) -> None:
    site = start()
    startup = site.lab.call(lambda: site.router.router.startup)
    debug(site)
    lines = site.lines_typed()
    assert lines.index(APPLET_LINE) < lines.index("debug crypto ikev2")
    assert lines.index("show event manager policy registered", lines.index(APPLET_LINE)) < lines.index(
        "debug crypto ikev2"
    )
    assert site.lab.call(lambda: site.router.router.startup) == startup
    assert not typed(site, "write")


def test_a_session_that_breaks_leaves_the_rest_to_the_router(start: StartSite) -> None:
    site = start(clock="manual")

    with pytest.raises(DebugLeftOn, match=f"{APPLET} turns them off"):
        debug(site, begun=lambda: cut(site))
    assert "crypto ikev2 packet" in on(site)
    site.lab.advance("edge", 1 + MARGIN - 1)
    assert "crypto ikev2 packet" in on(site)
    site.lab.advance("edge", 1)
    assert on(site) == set()
    assert APPLET not in site.running()


@pytest.mark.parametrize("fault", [Reset(at="^debug aaa", when="after"), Question(at="^debug aaa")], ids=str)
def test_what_stops_it_midway_says_who_ends_the_debugs(
    start: StartSite, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("tasks.session.link._GRACE", 0.3)
    site = start(clock="manual")
    site.lab.fault("edge", fault)
    with pytest.raises(
        DebugLeftOn, match=rf"edge: debug aaa .*\n(.*\n)?  state now: .*{APPLET} turns them off"
    ):
        debug(site)
    assert on(site)
    site.lab.advance("edge", 60)
    assert on(site) == set()
    debug(site)


def test_debugs_that_cannot_be_turned_off_keep_their_applet(start: StartSite) -> None:
    """It goes last: without it they would stay on for ever."""
    site = start(clock="manual")
    site.lab.fault("edge", Refuse(line="^undebug all", times=1))
    with pytest.raises(DebugLeftOn, match=r"still on: .*\n  the router said: % Invalid input"):
        debug(site)
    assert on(site)
    site.lab.advance("edge", 60)
    assert on(site) == set()
    assert APPLET not in site.running()


@pytest.mark.parametrize("line", [APPLET_LINE, "^ event timer", "^ action 3"])
def test_an_applet_that_was_cut_short_ends_nothing_and_is_taken_off_by_the_next_run(
    start: StartSite, line: str
) -> None:
    site = start(clock="manual")
    site.lab.fault("edge", Reset(at=line, when="after"))
    with pytest.raises(ConnectionLost, match=f"state now: no debug is on; of the applet {APPLET} a part"):
        debug(site)
    assert APPLET_LINE in site.running()
    debug(site)
    assert APPLET not in site.running()


@pytest.mark.parametrize(
    "fault",
    [
        Reset(at="^debug crypto condition reset"),
        Refuse(line="^configure terminal", skip=1, times=1),
        Reset(at=f"^{REMOVAL}"),
        Reset(at=f"^{REMOVAL}", when="after"),
        Refuse(line="^end", skip=1, times=1),
        Refuse(line="^show event manager policy", skip=2, times=1),
    ],
    ids=str,
)
def test_debugs_that_were_seen_to_be_off_are_not_said_to_be_on(start: StartSite, fault: Fault) -> None:
    site = start(clock="manual")
    site.lab.fault("edge", fault)
    with pytest.raises(HeadendFailed, match="state now: every debug is off; the applet") as raised:
        debug(site, WHOM)
    assert not isinstance(raised.value, DebugLeftOn)
    assert on(site) == set()
    site.lab.advance("edge", 60)
    assert APPLET not in site.running()
    assert not site.router.router.debugging.users


def test_conditions_that_the_router_keeps_are_said(start: StartSite) -> None:
    """They narrow the next debugs, whoever turns them on: he would see nothing and not know why."""
    site = start()
    site.lab.fault("edge", Refuse(line="^debug crypto condition reset"))
    _, *notes = debug(site, WHOM)
    assert site.router.router.debugging.users
    (note,) = notes
    assert note.startswith("`debug crypto condition reset` was refused: % Invalid input")
    assert "show crypto debug-condition" in note


def test_a_condition_that_is_refused_is_said_to_be_none(start: StartSite) -> None:
    site = start()
    site.lab.fault("edge", Refuse(line="^debug crypto condition peer"))
    _, *notes = debug(site, WHOM)
    (note,) = notes
    assert note == (
        "`debug crypto condition peer username somebody` was refused, and the debugs went on without it: "
        "% Invalid input detected at '^' marker."
    )


@pytest.mark.parametrize(
    "fault",
    [
        Reset(at="^terminal monitor"),
        Refuse(line="^terminal monitor"),
        Refuse(line="^show processes"),
        Reset(at="^show users"),
    ],
    ids=str,
)
def test_what_stops_it_before_the_first_debug_says_that_none_is_on(start: StartSite, fault: Fault) -> None:
    site = start()
    site.lab.fault("edge", fault)
    with pytest.raises(HeadendFailed, match="state now: nothing was turned on") as raised:
        debug(site)
    assert not typed(site, "debug")
    assert ("without --debug" in raised.value.hint) is ("users" not in str(fault))


def test_a_part_of_an_applet_is_not_said_to_end_by_itself(start: StartSite) -> None:
    site = start(clock="manual")
    site.deploy()
    site.lab.fault("edge", Reset(at="^ action 3", when="after"))
    with pytest.raises(ConnectionLost, match=f"as does `{REMOVAL}`; if it is whole, it goes by itself"):
        debug(site)
    notes = site.plan().notes
    assert any("cut off before any debug was on" in note and REMOVAL in note for note in notes)
    assert not any("removes itself" in note for note in notes)


def test_debugs_are_about_one_peer_or_user_where_they_are_asked_to_be(start: StartSite) -> None:
    site = start()
    site.deploy()
    heard, *_ = debug(site, Condition(user="somebody-else"), begun=lambda: log_in(site))
    assert "Sending AnyConnect EAP 'VERIFY' request" not in heard
    assert not site.lab.call(lambda: site.router.router.debugging.users)


@pytest.mark.parametrize(
    ("quirks", "lines", "busy", "words"),
    [
        (Quirks(event_manager=False), "", 3, "no Embedded Event Manager"),
        (
            None,
            "aaa authorization commands 15 default local\n",
            3,
            "command authorization would refuse the applet",
        ),
        (
            None,
            "aaa authorization commands 1 default local\n",
            3,
            "`aaa authorization commands 1 default local`",
        ),
        (None, "", 93, "processor is busy"),
    ],
)
def test_nothing_is_turned_on_where_it_might_stay_on(
    start: StartSite, quirks: Quirks | None, lines: str, busy: int, words: str
) -> None:
    site = start(quirks=quirks)
    site.lab.configure("edge", "aaa new-model\naaa authorization exec default local\n" + lines)
    site.router.router.load.minute = busy
    with pytest.raises(DebugRefused, match=words):
        debug(site)
    assert not typed(site, "debug")
    assert not typed(site, "configure")


def test_a_list_that_is_in_force_nowhere_or_asks_nobody_is_no_reason(start: StartSite) -> None:
    site = start()
    lists = "aaa authorization commands 15 OTHER group tacacs+\naaa authorization commands 15 default none\n"
    site.lab.configure("edge", "aaa new-model\naaa authorization exec default local\n" + lists)
    debug(site)
    assert typed(site, "debug crypto ikev2")


def test_somebody_elses_debugs_are_not_ended(start: StartSite) -> None:
    site = start()
    site.lab.show("edge", "debug ip icmp")
    with pytest.raises(DebugRefused, match=r"somebody debugs already.*ICMP packet"):
        debug(site)
    assert on(site) == {"ip icmp"}


def left_behind(start: StartSite) -> Site:
    """A router that a killed run has left as it was in the middle."""
    site = start(clock="manual")
    site.deploy()

    with pytest.raises(DebugLeftOn):
        debug(site, begun=lambda: cut(site))
    assert on(site)
    return site


def test_a_second_run_waits_for_the_first_ones_applet(start: StartSite) -> None:
    site = left_behind(start)
    with pytest.raises(DebugRefused, match="another run debugs it"):
        debug(site)
    site.lab.advance("edge", 60)
    debug(site)


def test_what_is_left_is_no_drift_and_is_said(start: StartSite) -> None:
    site = left_behind(start)
    plan = site.plan()
    assert not plan
    assert any("debugs" in note for note in plan.notes)


def test_a_push_ends_what_is_left_and_saves_nothing_of_it(start: StartSite) -> None:
    site = left_behind(start)
    site.lab.configure("edge", "ip http server\n")
    site.deploy()
    assert on(site) == set()
    startup = site.lab.call(lambda: site.router.router.startup)
    assert startup is not None
    assert APPLET not in startup
    assert APPLET not in site.running()
