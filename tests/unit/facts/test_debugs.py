"""What runs beside the configuration: debugs, applets, load."""

from __future__ import annotations

from flexvpn.facts import debugs, processes
from lab.clock import ManualClock
from lab.router import Router
from tests.unit.facts import samples

APPLET = (
    'event manager applet TEST\n event timer countdown time 90 maxrun 60\n action 1.0 cli command "enable"\n'
)


def test_each_debug_that_is_on_is_a_record() -> None:
    facts = debugs.read(samples.DEBUGGING)
    assert [debug.name for debug in facts.records] == ["AAA Authentication", "IKEv2 default", "IKEv2 packet"]
    assert facts.unknown_lines == ()


def test_a_group_without_a_debug_is_no_record() -> None:
    facts = debugs.read("General OS:\n  AAA Authentication debugging is on\nIKEV2:\n")
    assert [debug.name for debug in facts.records] == ["AAA Authentication"]


def test_the_head_of_an_answer_without_debugs_is_an_empty_table() -> None:
    head = samples.DEBUGGING.partition("General OS")[0]
    assert debugs.read(head).records == ()
    assert debugs.read(head).unknown_lines == ()


def test_a_countdown_has_its_seconds_with_and_without_the_column_secu() -> None:
    with_it = debugs.read_policies(samples.EVENT_MANAGER).records
    without = debugs.read_policies(samples.EVENT_MANAGER.replace("  none  ", "  ")).records
    assert with_it == without
    assert [(policy.name, policy.event, policy.seconds) for policy in with_it] == [
        ("headend-undebug", "timer countdown", 90.0),
        ("NIGHTLY", "timer cron", None),
    ]


def test_the_load_is_the_worst_of_its_spans() -> None:
    load = processes.read(samples.PROCESSES).only()
    assert (load.five_seconds, load.interrupts, load.minute, load.five_minutes) == (14, 2, 9, 7)
    assert load.worst == 14


def test_what_the_simulator_prints_is_read() -> None:
    router = Router("R1", clock=ManualClock())
    router.configure(APPLET)
    router.execute("debug crypto ikev2")
    assert [debug.name for debug in debugs.read(router.execute("show debugging")).records] == [
        "IKEv2 default"
    ]
    policies = debugs.read_policies(router.execute("show event manager policy registered"))
    assert [(policy.name, policy.seconds) for policy in policies.records] == [("TEST", 90.0)]
    assert policies.unknown_lines == ()
