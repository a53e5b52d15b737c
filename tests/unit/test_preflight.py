from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flexvpn.base.values import Release
from flexvpn.certificates.pkcs12 import read_identity
from flexvpn.facts.archive import Archive, ArchivedConfig, RollbackTimer
from flexvpn.facts.clock import Clock
from flexvpn.ios.config import parse
from flexvpn.planning.plan import MergeConfig, Plan, PutFile
from flexvpn.planning.preflight import Situation, prepare_lines, reasons
from flexvpn.router.inspection import Observation
from flexvpn.router.leftovers import archive_note, leftovers, our_archive
from tests import certificate_factory as certificates
from tests.builders import headend, part

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIT = """\
archive
 path bootflash:archive-
username admin privilege 15 secret 9 $9$x
interface GigabitEthernet1
 ip address 192.0.2.1 255.255.255.0
ip scp server enable
"""


def situation(
    running: str = FIT,
    *,
    lines: tuple[str, ...] = (),
    intent: dict[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401
) -> Situation:
    """A router that is fit, unless a keyword says otherwise."""
    release = changes.pop("release", "17.9.4")
    free = changes.pop("free_bytes", 10**9)
    steps = (MergeConfig(parts=(part("aaa", *lines),)),) if lines else ()
    observation = Observation(release=Release.model_validate(release), config=parse(running), free_bytes=free)
    given: dict[str, Any] = {
        "headend": headend(**(intent or {})),
        "plan": Plan(headend="edge", release=release, steps=steps),
        "observation": observation,
        "username": "admin",
        "now": NOW,
    }
    return Situation(**(given | changes))


def told(found: Situation) -> str:
    return "\n".join(f"{reason.what} | {reason.mend}" for reason in reasons(found))


def test_a_router_that_is_fit_gets_no_reason() -> None:
    assert reasons(situation()) == ()


def test_a_release_on_the_other_side_of_the_profile_is_refused() -> None:
    assert "16.6.4" in told(situation(release="16.6.4"))
    assert reasons(situation(release="17.3.1")) == ()


OLD: dict[str, Any] = {"ipsec": {"encryption": "esp-3des"}}
DISABLED = FIT + "crypto engine compliance shield disable\n"


def sending_old(running: str = FIT, **given: Any) -> Situation:  # noqa: ANN401
    """A push of 3DES to a router that takes it by default no longer."""
    parts = (part("ipsec", "crypto ipsec transform-set TS esp-3des esp-sha256-hmac"),)
    plan = Plan(headend="edge", release="17.12.1", steps=(MergeConfig(parts=parts),))
    intent = OLD | given.pop("intent", {})
    return situation(running, **({"release": "17.12.1", "plan": plan, "intent": intent} | given))


def test_old_algorithms_are_not_sent_to_a_release_that_takes_none_whatever_the_inventory_says() -> None:
    assert "esp-3des: from 17.11.1 on" in told(sending_old())
    assert "this one runs 17.12.1" in told(sending_old())
    assert reasons(sending_old(release="17.9.4")) == ()


def test_a_push_that_sends_no_algorithms_is_not_kept_from_a_release_that_takes_no_old_ones() -> None:
    assert reasons(situation(intent=OLD, release="17.12.1")) == ()
    assert reasons(situation(intent=OLD | {"compliance_shield": False}, release="17.12.1")) == ()


def test_a_shield_that_is_off_in_the_intent_alone_is_refused_with_the_line_and_the_reload() -> None:
    (reason,) = reasons(sending_old(intent={"compliance_shield": False}))
    assert "running-config has no `crypto engine compliance shield disable`" in reason.what
    assert "`crypto engine compliance shield disable` on the router, save and reload it" in reason.mend
    assert reason.lines == ()
    assert reasons(sending_old(intent={"compliance_shield": False}, release="17.10.1")) == ()


def test_the_line_that_switches_the_shield_on_again_is_not_taken_for_the_one_that_switches_it_off() -> None:
    running = FIT + "no crypto engine compliance shield disable\n"
    assert len(reasons(sending_old(running, intent={"compliance_shield": False}))) == 1


@pytest.mark.parametrize("declared", [False, True])
def test_a_router_whose_shield_is_off_takes_old_algorithms_whatever_the_intent_says(declared: bool) -> None:  # noqa: FBT001
    assert reasons(sending_old(DISABLED, intent={"compliance_shield": declared})) == ()


def test_a_shield_that_is_off_on_the_router_alone_is_no_reason() -> None:
    assert reasons(situation(DISABLED, release="17.12.1")) == ()


def test_a_release_that_names_its_train_only_is_on_the_same_side_as_the_first_of_it() -> None:
    assert reasons(situation(intent={"release": "16.9"}, release="16.9.2")) == ()
    assert "the inventory says 16.8" in told(situation(intent={"release": "16.8"}, release="16.9.2"))


def test_a_scp_server_that_is_off_is_mended_by_a_line() -> None:
    found = reasons(situation(FIT.replace("ip scp server enable\n", "")))
    assert prepare_lines(found) == ("ip scp server enable",)


def test_an_archive_without_a_path_is_mended_by_two_lines() -> None:
    found = reasons(situation(FIT.replace("archive\n path bootflash:archive-\n", "")))
    assert prepare_lines(found) == ("archive", " path bootflash:archive-")


def test_a_command_log_that_keeps_passwords_is_refused() -> None:
    running = FIT.replace(
        " path bootflash:archive-\n", " path bootflash:archive-\n log config\n  logging enable\n"
    )
    assert "hidekeys" in told(situation(running))
    assert reasons(situation(running.replace("  logging enable\n", "  logging enable\n  hidekeys\n"))) == ()


def test_space_is_counted_with_a_tenth_to_spare() -> None:
    plan = Plan(
        headend="edge",
        release="17.9.4",
        steps=(PutFile(name="acvpn.xml", md5="", size=1000, replaces=False),),
    )
    assert reasons(situation(plan=plan, free_bytes=1100)) == ()
    assert "bytes free" in told(situation(plan=plan, free_bytes=1099))


def test_somebodys_pending_commit_is_something_to_wait_for() -> None:
    timer = RollbackTimer(pending=True, user="console", value=timedelta(minutes=2))
    (reason,) = reasons(situation(timer=timer))
    assert reason.busy
    assert "console" in reason.what


@pytest.mark.parametrize(("year", "words"), [(2020, "not valid yet"), (2060, "no longer valid")])
def test_a_clock_outside_the_certificates_validity_is_refused(year: int, words: str) -> None:
    identity = read_identity(certificates.pkcs12(certificates.server()), certificates.PASSPHRASE)
    wrong = Clock(NOW.replace(year=year), "UTC", authoritative=True, synchronised=True, source=None)
    assert words in told(situation(clock=wrong, identities={"IKEv2-TP": identity}))
    right = Clock(NOW, "UTC", authoritative=True, synchronised=True, source=None)
    assert reasons(situation(clock=right, identities={"IKEv2-TP": identity})) == ()


def test_an_interface_that_is_not_there_is_named_with_those_that_are() -> None:
    found = told(situation(intent={"nat": {"outside_interface": "GigabitEthernet9"}}))
    assert "GigabitEthernet9" in found
    assert "its interfaces are: GigabitEthernet1" in found


def test_interfaces_that_the_push_makes_need_not_be_there() -> None:
    assert (
        reasons(situation(lines=("interface Loopback100", "interface Virtual-Template100 type tunnel"))) == ()
    )


def test_a_pool_of_somebody_else_that_overlaps_is_refused() -> None:
    assert "overlaps our ACPool" in told(situation(FIT + "ip local pool OTHER 192.168.10.10 192.168.10.20\n"))
    assert reasons(situation(FIT + "ip local pool ACPool 192.168.10.10 192.168.10.20\n")) == ()


def test_a_pool_of_ours_that_goes_in_the_same_push_may_hold_what_the_new_one_takes() -> None:
    renamed = ("no ip local pool OLD", "ip local pool ACPool 192.168.10.5 192.168.10.10")
    running = FIT + "ip local pool OLD 192.168.10.5 192.168.10.10\n"
    assert reasons(situation(running, lines=renamed)) == ()


def test_an_ssl_policy_beside_the_https_server_is_refused_unless_the_plan_turns_that_off() -> None:
    intent = {"profile_download": {"address": "10.0.0.1"}}
    running = FIT + "ip http secure-server\n"
    assert "crash" in told(situation(running, intent=intent))
    assert reasons(situation(running, intent=intent, lines=("no ip http secure-server",))) == ()


def test_new_model_without_exec_authorization_is_refused() -> None:
    assert "privilege 15 shell" in told(situation(lines=("aaa new-model",)))
    assert reasons(situation(lines=("aaa new-model", "aaa authorization exec default local"))) == ()


def test_a_local_log_in_that_would_lock_us_out_is_refused() -> None:
    lines = (
        "aaa new-model",
        "aaa authentication login default local",
        "aaa authorization exec default local",
    )
    assert reasons(situation(lines=lines)) == ()
    assert "lock netops out" in told(situation(lines=lines, username="netops"))


def test_removing_our_own_account_is_refused() -> None:
    assert "our own log-in" in told(situation(lines=("no username admin",)))


def test_all_reasons_come_at_once() -> None:
    assert len(reasons(situation("", release="16.6.4"))) == 3


def test_leftovers_are_named_one_by_one() -> None:
    files = {
        "headend-import.p12": 1,
        "merge_config.txt": 1,
        "acvpn.xml": 1,
        "acvpn.xml.new": 1,
        "acvpn.xml.old": 1,
        "other.xml.old": 1,
        "rollback_config.txt": 1,
    }
    observation = Observation(
        release=Release.model_validate("17.9.4"), config=parse(FIT + "file prompt quiet\n"), files=files
    )
    found = leftovers(observation, {"acvpn.xml"})
    assert {item.name for item in found} == {*files, ""} - {"acvpn.xml", "other.xml.old"}
    assert leftovers(situation().observation, {"acvpn.xml"}) == ()


def archive(next_name: str | None, *names: str) -> Archive:
    configs = tuple(ArchivedConfig(number, name, newest=False) for number, name in enumerate(names))
    return Archive(enabled=True, maximum=10, saved=len(names), next_name=next_name, configs=configs)


NEXT = "bootflash:archive-<timestamp>-3"
OLD_ONE = "bootflash:archive-Nov-01-10-00-00.000-3"
MADE = "bootflash:archive-Nov-24-12-00-00.000-3"


def test_our_timers_archive_is_told_from_the_operators_by_a_note_made_before() -> None:
    note = archive_note(archive(NEXT, OLD_ONE, "bootflash:archive-Nov-02-10-00-00.000-2"))
    assert our_archive(note, archive("x", OLD_ONE, MADE, "bootflash:archive-Nov-25-10-00-00.000-4")) == MADE


def test_an_archive_that_could_be_somebody_elses_is_left_alone() -> None:
    note = archive_note(archive(NEXT))
    assert our_archive(note, archive("x", MADE, OLD_ONE)) == ""
    assert our_archive(note, archive("x")) == ""
    assert our_archive(archive_note(archive(None)), archive("x", MADE)) == ""
    assert our_archive("", archive("x", MADE)) == ""
