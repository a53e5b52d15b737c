"""Every time that the router shows, in its own zone; what it judges by stays UTC."""

from __future__ import annotations

import datetime
import re

import pytest

from lab.clock import ManualClock
from lab.router import Router
from lab.session import Session
from lab.vpn.connect import connect
from lab.vpn.walk import Stage
from tests.lab.console import make, typed
from tests.lab.vpn import document

ZONE = "clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00"
WINTER = datetime.datetime(2026, 11, 27, 13, 1, 55, 123_000, datetime.UTC)
SUMMER = datetime.datetime(2026, 7, 1, 22, 30, 0, 7_000, datetime.UTC)


def router_at(moment: datetime.datetime, zone: str = ZONE) -> Router:
    router = make(clock=ManualClock(moment))
    router.configure(zone)
    return router


def last_message(router: Router) -> str:
    return router.execute("show logging").splitlines()[-1]


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        (WINTER, "", "13:01:55.123 UTC Fri Nov 27 2026\n"),
        (WINTER, ZONE, "14:01:55.123 CET Fri Nov 27 2026\n"),
        (SUMMER, ZONE, "00:30:00.007 CEST Thu Jul 2 2026\n"),
        (SUMMER, "clock timezone AST -3 30", "19:00:00.007 AST Wed Jul 1 2026\n"),
        (WINTER, "clock summer-time BST recurring", "13:01:55.123 UTC Fri Nov 27 2026\n"),
        (SUMMER, "clock summer-time BST recurring", "23:30:00.007 BST Wed Jul 1 2026\n"),
    ],
)
def test_show_clock_has_the_zone_of_the_moment(moment: datetime.datetime, zone: str, shown: str) -> None:
    assert router_at(moment, zone).execute("show clock") == shown


def test_the_clock_goes_on_by_itself_when_summer_time_ends() -> None:
    router = router_at(datetime.datetime(2026, 10, 25, 0, 59, 59, tzinfo=datetime.UTC))
    assert router.execute("show clock") == "02:59:59.000 CEST Sun Oct 25 2026\n"
    router.clock.advance(1)  # type: ignore[attr-defined]
    assert router.execute("show clock") == "02:00:00.000 CET Sun Oct 25 2026\n"


def test_no_clock_timezone_is_utc_again_and_no_summer_time_is_standard_time() -> None:
    router = router_at(SUMMER)
    router.configure("no clock summer-time")
    assert router.execute("show clock") == "23:30:00.007 CET Wed Jul 1 2026\n"
    router.configure("no clock timezone")
    assert router.execute("show clock") == "22:30:00.007 UTC Wed Jul 1 2026\n"


def test_show_clock_detail_says_when_summer_time_starts_and_ends() -> None:
    router = router_at(SUMMER, f"{ZONE}\nntp server 192.0.2.123")
    assert router.execute("show clock detail").splitlines()[1:] == [
        "Time source is NTP",
        "Summer time starts 02:00:00 CET Sun Mar 29 2026",
        "Summer time ends 03:00:00 CEST Sun Oct 25 2026",
    ]
    router.configure("no clock summer-time")
    assert router.execute("show clock detail").splitlines()[1:] == ["Time source is NTP"]


def test_the_heads_of_configurations_are_local_and_a_saved_one_keeps_its_own() -> None:
    router = router_at(WINTER)
    typed(router, "configure terminal\nhostname R2\nend\nwrite memory\n")
    head = (
        "! Last configuration change at 14:01:55 CET Fri Nov 27 2026 by admin\n"
        "! NVRAM config last updated at 14:01:55 CET Fri Nov 27 2026 by admin\n"
    )
    assert head in router.execute("show running-config")
    router.configure("no clock timezone")
    assert head in router.execute("show startup-config")
    assert (
        "! NVRAM config last updated at 13:01:55 UTC Fri Nov 27 2026 by admin\n"
        in router.execute("show running-config")
    )  # fmt: skip


def test_a_pending_rollback_and_a_scheduled_reload_name_local_times() -> None:
    router = router_at(WINTER)
    typed(router, "configure terminal revert timer 5\nend\n")
    pending = router.execute("show archive config rollback timer")
    assert "Time configured(or reconfigured): 14:01:55 CET Fri Nov 27 2026\n" in pending
    screen = typed(router, "reload in 5\nno\n\n")
    assert "Reload scheduled for 14:06:55 CET Fri Nov 27 2026 (in 5 minutes) by admin on vty0\n" in screen
    assert "Reload scheduled for 14:06:55 CET" in router.execute("show reload")
    assert "Reload requested for 14:06:55 CET Fri Nov 27 2026 at 14:01:55 CET" in last_message(router)


def test_a_locked_user_and_an_applet_have_local_times() -> None:
    router = router_at(SUMMER)
    router.accounts.locked["kim"] = SUMMER
    assert "kim                         00:30:00 CEST Thu Jul 2 2026\n" in router.execute(
        "show aaa local user lockout"
    )
    router.configure("event manager applet A\n event none\n action 1 cli command enable")
    assert "Thu Jul  2 00:30:00 2026" in router.execute("show event manager policy registered")


@pytest.mark.parametrize(
    ("zone", "listed"),
    [
        (ZONE, "Nov 27 2026 14:01:55 +01:00"),
        ("clock timezone AST -3 30", "Nov 27 2026 09:31:55 -03:30"),
        ("", "Nov 27 2026 13:01:55 +00:00"),
    ],
)
def test_lists_of_files_have_the_offset(zone: str, listed: str) -> None:
    router = router_at(WINTER, zone)
    router.flash.write("x.txt", b"x")
    assert re.search(rf"-rw- +1 +{re.escape(listed)}  x\.txt", router.execute("dir bootflash:"))
    time, offset = listed[:20], listed[21:]
    assert f"{time}.0000000000 {offset} /bootflash/x.txt" in router.execute("show bootflash:")


def test_a_certificate_has_the_zone_that_applies_on_each_of_its_dates() -> None:
    router = document.router()
    router.configure(ZONE)
    shown = router.execute("show crypto pki certificates verbose IKEv2-TP")
    assert "    start date: 01:00:00 CET Jan 1 2026\n    end   date: 01:00:00 CET Jan 1 2028\n" in shown
    assert "  Cert install time: 13:00:00 CET Nov 24 2026 \n" in shown
    key = router.execute("show crypto key mypubkey rsa IKEv2-TP")
    assert key.startswith("% Key pair was generated at: 13:00:00 CET Nov 24 2026\n")
    # As south of the equator: January is in summer time.
    router.configure("clock summer-time CEST recurring first Sun Oct 2:00 first Sun Apr 3:00")
    assert "start date: 02:00:00 CEST Jan 1 2026\n" in router.execute("show crypto pki certificates IKEv2-TP")


@pytest.mark.parametrize("zone", ["clock timezone E 23 59", "clock timezone W -23 59"])
def test_a_certificate_is_judged_in_utc_and_the_refusal_tells_local_time(zone: str) -> None:
    edge = document.certificates().server.certificate.not_valid_after_utc
    router = document.router()
    router.configure(zone)
    router.clock.set(edge - datetime.timedelta(seconds=1))
    assert connect(router, document.client()).failed is not Stage.LOCAL_AUTH
    router.clock.set(edge + datetime.timedelta(seconds=1))
    attempt = connect(router, document.client())
    assert attempt.failed is Stage.LOCAL_AUTH
    east = zone.startswith("clock timezone E")
    told = "23:59:00 E Jan 1 2028" if east else "00:01:00 W Dec 31 2027"
    assert f"Validity period ended on {told}" in attempt.words


@pytest.mark.parametrize(
    ("service", "stamp"),
    [
        ("datetime msec", "*Jul  1 22:30:00.007"),
        ("datetime", "*Jul  1 22:30:00"),
        ("datetime msec show-timezone", "*Jul  1 22:30:00.007 UTC"),
        ("datetime msec localtime", "*Jul  2 00:30:00.007"),
        ("datetime localtime show-timezone", "*Jul  2 00:30:00 CEST"),
        ("datetime msec localtime show-timezone year", "*Jul  2 2026 00:30:00.007 CEST"),
        ("uptime", "*Jul  1 22:30:00.007"),
    ],
)
def test_log_messages_are_in_utc_unless_localtime_is_asked_for(service: str, stamp: str) -> None:
    router = router_at(SUMMER)
    router.configure(f"service timestamps log {service}")
    screen = typed(router, "terminal monitor\nconfigure terminal\nend\n")
    message = f"{stamp}: %SYS-5-CONFIG_I: Configured from console by admin on vty0"
    assert f"\n{message}\n" in screen
    assert last_message(router) == message


def test_a_debug_has_a_line_of_its_own_and_what_is_logged_keeps_its_time() -> None:
    router = router_at(SUMMER)
    router.configure("service timestamps debug datetime localtime")
    router.trace("IKEv2: here")
    router.configure("service timestamps debug datetime msec\nno clock timezone")
    assert "\n*Jul  2 00:30:00: IKEv2: here\n" in router.execute("show logging")


def test_the_name_of_an_archived_configuration_has_the_time_of_the_log() -> None:
    router = router_at(SUMMER)
    router.execute("archive config")
    router.configure("service timestamps log datetime msec localtime show-timezone")
    router.execute("archive config")
    assert router.archive.names == [
        "bootflash:archive-Jul--1-22-30-00.007-0",
        "bootflash:archive-Jul--2-00-30-00.007-CEST-1",
    ]


@pytest.mark.parametrize(
    ("typed_time", "moment"),
    [
        ("14:00:00 27 Nov 2026", "2026-11-27 13:00"),
        ("0:30:00 july 2 2026", "2026-07-01 22:30"),
        ("02:30:00 25 oct 2026", "2026-10-25 00:30"),
        ("02:30:00 29 Mar 2026", "2026-03-29 01:30"),
        ("23:59:59 31 dec 2035", "2035-12-31 22:59:59"),
    ],
)
def test_clock_set_takes_local_time(typed_time: str, moment: str) -> None:
    router = router_at(WINTER)
    assert router.execute(f"clock set {typed_time}") == ""
    assert router.clock.now() == datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("clock set 25:00:00 27 Nov 2026", "25:00:00"),
        ("clock set 14:00 27 Nov 2026", "14:00"),
        ("clock set 14:00:00 31 Nov 2026", "31"),
        ("clock set 14:00:00 Feb 29 2026", "29"),
        ("clock set 14:00:00 27 Nov 1992", "1992"),
        ("clock set 14:00:00 27 J 2026", "J"),
    ],
)
def test_a_time_that_there_is_not_is_refused_where_it_is_wrong(line: str, wrong: str) -> None:
    router = router_at(WINTER)
    caret, refusal = router.execute(line).splitlines()[:2]
    assert (caret.index("^"), refusal) == (line.index(wrong), "% Invalid input detected at '^' marker.")
    assert router.clock.now() == WINTER


def test_what_moves_the_clock_says_so_in_the_log_with_both_times() -> None:
    router = make(clock=ManualClock(WINTER))
    session = Session(user="admin", line=2, peer="192.0.2.7", line_source="file")
    for _ in router.apply(session, "clock timezone CET 1"):
        pass
    assert last_message(router) == (
        "*Nov 27 13:01:55.123: %SYS-6-CLOCKUPDATE: System clock has been updated from 13:01:55 UTC Fri Nov 27 2026 "
        "to 14:01:55 CET Fri Nov 27 2026, configured from console by admin on vty0 (192.0.2.7)."
    )
    router.configure("clock timezone CET 1")
    assert len(router.log) == 1
    router.configure("clock summer-time CEST recurring")
    assert "from 14:01:55 CET Fri Nov 27 2026 to 14:01:55 CET Fri Nov 27 2026" in last_message(router)
    router.execute("clock set 15:00:00 1 jul 2027")
    assert last_message(router) == (
        "*Jul  1 13:00:00.000: %SYS-6-CLOCKUPDATE: System clock has been updated from 14:01:55 CET Fri Nov 27 2026 "
        "to 15:00:00 CEST Thu Jul 1 2027, configured from console by console."
    )


def test_a_boot_does_not_speak_of_the_zone() -> None:
    router = router_at(WINTER)
    router.execute("write memory")
    router.reload()
    assert router.execute("show clock") == "14:01:55.123 CET Fri Nov 27 2026\n"
    assert "CLOCKUPDATE" not in router.execute("show logging")
