"""Files, archive, ``configure replace`` and the revert timer."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import render
from lab.clock import ManualClock
from lab.factory import fill
from lab.quirks import Quirks
from lab.router import Router
from tests.lab.console import make, typed
from tests.lab.document import TYPED


def manual() -> tuple[Router, ManualClock]:
    clock = ManualClock()
    router = Router("R1", "17.9.4", clock=clock)
    fill(router, username="admin", password="lab-password", address="192.0.2.1")
    return router, clock


def text_of(router: Router) -> str:
    return "\n".join(render.configuration(router)) + "\n"


def lines_of(router: Router) -> list[str]:
    return [line for line in render.configuration(router) if not line.startswith("!")]


def test_dir_counts_what_is_there() -> None:
    router = make()
    router.flash.write("bootflash:/a.txt", b"x" * 5000)
    screen = router.execute("dir bootflash:/a.txt")
    assert screen.startswith("Directory of bootflash:/a.txt\n\n")
    assert " 5000 " in screen
    free = router.flash.total - router.flash.system - 8192
    assert screen.endswith(f"\n{router.flash.total} bytes total ({free} bytes free)\n")


@pytest.mark.parametrize(
    "path", ["bootflash:/a.txt", "bootflash:a.txt", "flash:a.txt", "flash:/a.txt", "a.txt"]
)
def test_a_file_has_many_names(path: str) -> None:
    router = make()
    router.flash.write("a.txt", b"here\n")
    assert router.execute(f"more {path}") == "here\n"


def test_what_is_absent_is_named_as_typed() -> None:
    router = make()
    for command, words in (
        ("dir bootflash:none", "%Error opening bootflash:none (No such file or directory)"),
        ("delete /force bootflash:none", "%Error deleting bootflash:none (No such file or directory)"),
        ("more bootflash:none", "%Error opening bootflash:none (No such file or directory)"),
        ("copy bootflash:none running-config", "%Error opening bootflash:none (No such file or directory)"),
    ):
        assert words in router.execute(command)


def test_digests_are_real_and_there_is_no_sha256() -> None:
    router = make()
    router.flash.write("a", b"abc")
    assert (
        f"verify /md5 (bootflash:a) = {hashlib.md5(b'abc', usedforsecurity=False).hexdigest()}"
        in router.execute("verify /md5 bootflash:a")
    )
    assert hashlib.sha512(b"abc").hexdigest() in router.execute("verify /sha512 bootflash:a")
    assert "% Invalid input" in router.execute("verify /sha256 bootflash:a")


def test_copy_asks_for_a_name_unless_prompts_are_quiet() -> None:
    router = make()
    assert "Destination filename [startup-config]? \n" in typed(router, "copy run start\n\n")
    typed(router, "conf t\nfile prompt quiet\nend\n")
    assert "Destination" not in typed(router, "copy run start\n")


def test_copying_onto_a_file_asks() -> None:
    router = make()
    router.flash.write("r", b"old")
    screen = typed(router, "copy run bootflash:/r\n\nn")
    assert (
        "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]n"
        in screen
    )
    assert router.flash.read("r") == b"old"
    typed(router, "copy run bootflash:/r\n\n\n")
    assert router.flash.read("r") != b"old"


def test_a_bad_line_of_a_file_shows_its_caret_and_the_rest_is_taken() -> None:
    router = make()
    router.flash.write("m", b"hostname one\nbogus line\nip local pool P 192.0.2.9\nend\n")
    screen = typed(router, "copy bootflash:/m running-config\n\n")
    assert "bogus line\n  ^\n% Invalid input detected at '^' marker.\n\n" in screen
    assert screen.rstrip().splitlines()[-2].startswith("54 bytes copied in ")
    assert router.hostname == "one"
    assert router.running.has("ip local pool P 192.0.2.9")


def test_a_question_of_a_copied_line_goes_to_the_terminal() -> None:
    router = make()
    typed(router, "conf t\nusername bob password x\nfile prompt quiet\n")
    router.flash.write("m", b"no username bob\nend\n")
    assert "Do you want to continue? [confirm]" in typed(router, "copy bootflash:/m running-config\n\n")
    assert router.running.child("username bob") is None


def test_delete_and_rename_ask() -> None:
    router = make()
    router.flash.write("a", b"1")
    assert "Delete filename [a]? \nDelete bootflash:/a? [confirm]" in typed(router, "delete bootflash:a\n\nn")
    assert router.flash.exists("a")
    router.flash.write("b", b"2")
    assert "File exists" in typed(router, "rename bootflash:a bootflash:b\n\n")
    typed(router, "rename bootflash:a bootflash:c\n\n")
    assert router.flash.read("c") == b"1"


def test_a_full_flash_refuses() -> None:
    router = make()
    router.flash.system = router.flash.total
    assert "(No space left on device)" in typed(router, "copy run bootflash:/r\n\n")


def test_a_file_can_be_written_with_tcl() -> None:
    router = make()
    typed(router, 'tclsh\nputs [open "bootflash:t.txt" w+] {\nhostname x\nend\n}\ntclquit\n')
    assert router.flash.read("t.txt").strip() == b"hostname x\nend"


def test_replace_with_the_running_configuration_changes_nothing() -> None:
    router = make()
    typed(router, "conf t\nfile prompt quiet\nend\ncopy run bootflash:/r\n")
    writes = lines_of(router)
    assert "Total number of passes: 1\nRollback Done\n" in typed(
        router, "configure replace bootflash:/r force\n"
    )
    assert lines_of(router) == writes


@pytest.mark.parametrize("release", ["16.9.2", "17.9.4", "26.2.1"])
def test_replace_takes_the_whole_document_away_and_brings_it_back(release: str) -> None:
    router = make(release=release)
    router.flash.write("acvpn.xml", b"x")
    bare, bare_lines = text_of(router), lines_of(router)
    router.configure(TYPED)
    full, full_lines = text_of(router), lines_of(router)
    router.flash.write("bare", bare.encode())
    router.flash.write("full", full.encode())
    assert "Rollback Done" in typed(router, "configure replace bootflash:/bare force\n")
    assert lines_of(router) == bare_lines
    assert "Rollback Done" in typed(router, "configure replace bootflash:/full force\n")
    assert sorted(lines_of(router)) == sorted(full_lines)


def test_replace_without_force_asks() -> None:
    router = make()
    router.flash.write("r", text_of(router).replace("hostname R1", "hostname R2").encode())
    screen = typed(router, "configure replace bootflash:/r\nn\n")
    assert "Enter Y if you are sure you want to proceed. ? [no]: " in screen
    assert router.hostname == "R1"
    typed(router, "configure replace bootflash:/r\ny\n")
    assert router.hostname == "R2"


def test_a_file_without_its_end_is_no_configuration() -> None:
    router = make()
    router.flash.write("r", text_of(router).replace("\nend\n", "\n").encode())
    assert "not a valid config file" in typed(router, "configure replace bootflash:/r force\n")


def test_lines_that_never_come_out_as_typed_make_replace_give_up_after_five_passes() -> None:
    router = make()
    router.flash.write(
        "r", text_of(router).replace("hostname R1", "hostname R1\nusername bob password plain").encode()
    )
    screen = typed(router, "configure replace bootflash:/r force\n")
    assert "The rollback configlet from the last pass is listed below:" in screen
    assert "Rollback aborted after 5 passes" in screen


def test_replace_with_a_damaged_certificate_chain_fails() -> None:
    router = make()
    text = text_of(router)
    at = text.index("  3082")
    router.flash.write("r", (text[:at] + "  DEADBEEF\n" + text[at:]).encode())
    assert "Rollback aborted" in typed(router, "configure replace bootflash:/r force\n")


def test_an_error_with_the_trigger_takes_everything_back() -> None:
    router = make()
    before = lines_of(router)
    text = text_of(router).replace("hostname R1", "hostname R2\nbogus line")
    router.flash.write("r", text.encode())
    screen = typed(router, "configure replace bootflash:/r force revert trigger error\n")
    assert "Failed to apply command bogus line" in screen
    assert "Rollback failed.Reverting back to the original configuration: bootflash:archive-" in screen
    assert lines_of(router) == before
    assert router.pending is None


def test_the_revert_timer_needs_an_archive() -> None:
    router = make()
    typed(router, "conf t\nno archive\nend\n")
    assert "%Please turn config archive on" in typed(router, "configure terminal revert timer 5\n")
    assert " Archive feature not enabled" in router.execute("show archive")


def test_a_change_goes_back_when_its_time_is_up() -> None:
    router, clock = manual()
    before = lines_of(router)
    typed(router, "configure terminal revert timer 5\nhostname changed\nip local pool P 192.0.2.9\nend\n")
    clock.advance(299)
    assert router.hostname == "changed"
    clock.advance(2)
    assert lines_of(router) == before
    assert "%No Rollback Confirmed Change pending" in router.execute("show archive config rollback timer")


def test_a_confirmed_change_stays() -> None:
    router, clock = manual()
    typed(router, "configure terminal revert timer 5\nhostname changed\nend\nconfigure confirm\n")
    clock.advance(1000)
    assert router.hostname == "changed"


def test_a_change_can_be_taken_back_at_once() -> None:
    router, _ = manual()
    typed(router, "configure terminal revert timer 5\nhostname changed\nend\nconfigure revert now\n")
    assert router.hostname == "R1"


def test_the_time_can_be_set_anew() -> None:
    router, clock = manual()
    typed(router, "configure terminal revert timer 5\nhostname changed\nend\nconfigure revert timer 10\n")
    clock.advance(400)
    assert router.hostname == "changed"
    clock.advance(201)
    assert router.hostname == "R1"


def test_no_second_timer_while_one_is_pending() -> None:
    router, _ = manual()
    typed(router, "configure terminal revert timer 5\nhostname changed\nend\n")
    assert "already pending" in typed(router, "configure terminal revert timer 5\n")


def test_the_pending_change_names_its_user() -> None:
    router, _ = manual()
    typed(router, "configure terminal revert timer 5\nhostname changed\nend\n")
    shown = router.execute("show archive config rollback timer")
    assert "Timer type: absolute timer\nTimer value: 5 min\nUser: admin\n" in shown


def test_the_archive_keeps_its_maximum() -> None:
    router = make()
    typed(router, "conf t\narchive\nmaximum 2\nend\narchive config\narchive config\narchive config\n")
    assert len(router.archive.names) == 2
    assert sum(name.startswith("archive-") for name in router.flash.names()) == 2
    assert "There are currently 2 archive configurations saved." in router.execute("show archive")


def test_the_archive_can_log_what_was_typed() -> None:
    router = make()
    typed(router, "conf t\narchive\nlog config\nlogging enable\nend\nconf t\nhostname x\nend\n")
    assert "|hostname x" in router.execute("show archive log config all")


def test_a_reload_brings_back_certificates_that_were_saved() -> None:
    router = make()
    router.configure(TYPED)
    router.execute("write memory")
    before = lines_of(router)
    router.reload()
    assert lines_of(router) == before


def test_a_reload_asks_whether_to_save() -> None:
    router = make()
    typed(router, "conf t\nhostname x\nend\nreload\nyes\n\n")
    assert router.hostname == "x"
    assert router.counters.reloads == 1


def test_differences_are_shown_with_their_context() -> None:
    router = make()
    typed(router, "copy run bootflash:/r\n\n")
    router.configure("interface GigabitEthernet1\n description here\nno ip http server")
    shown = router.execute("show archive config differences bootflash:/r system:running-config")
    assert shown.splitlines() == [
        "!Contextual Config Diffs:", "+no ip http server", " interface GigabitEthernet1", "+ description here",
        "-ip http server", "",
    ]  # fmt: skip


def test_rename_may_overwrite_on_some_routers() -> None:
    router = make(quirks=Quirks(rename_overwrites=True))
    router.flash.write("a", b"1")
    router.flash.write("b", b"2")
    typed(router, "rename bootflash:a bootflash:b\n\n")
    assert router.flash.read("b") == b"1"


def test_replace_with_the_startup_goes_back_to_what_was_saved() -> None:
    router = make()
    router.execute("write memory")
    before = lines_of(router)
    router.configure("hostname changed\nip local pool P 192.0.2.9")
    assert "Rollback Done" in typed(router, "configure replace nvram:startup-config force\n")
    assert lines_of(router) == before
    assert "!No changes were found" in router.execute("show archive config differences")


SECTIONS = tuple(
    "\n".join(section)
    for section in (
        ["ip local pool A 192.0.2.100 192.0.2.110"],
        ["ip local pool A 192.0.2.111 192.0.2.120", "ip local pool B 198.51.100.1"],
        ["username kim privilege 0 password one-password"],
        ["username kim2 secret 9 $9$abcdefghijklmn$abc"],
        ["aaa new-model", "aaa authentication login L local", "aaa authorization network N local"],
        ["crypto ikev2 proposal P1", " encryption aes-cbc-256", " integrity sha256", " group 19 14"],
        ["crypto ikev2 proposal P1", " group 20", "crypto ikev2 policy P2", " proposal P1"],
        [
            "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac",
            "crypto ipsec profile X",
            " set transform-set TS",
        ],
        ["interface Loopback100", " ip address 10.0.0.1 255.255.255.255", " description loop"],
        ["interface GigabitEthernet1", " ip nat outside", " description uplink"],
        [
            "interface Virtual-Template7 type tunnel",
            " ip unnumbered GigabitEthernet1",
            " tunnel mode ipsec ipv4",
        ],
        ["ip access-list standard S", " permit 10.0.0.0 0.255.255.255", " deny any"],
        ["ip access-list extended E", " permit ip 192.168.10.0 0.0.0.255 any"],
        ["no ip http server", "no crypto ikev2 http-url cert"],
        ["line vty 0 4", " exec-timeout 5 0", "banner login ^CKeep out^C"],
        ["clock timezone CET 1 0", "clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00"],
    )
)


MOMENT = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


@settings(max_examples=12)
@given(
    st.sets(st.sampled_from(SECTIONS)),
    st.sets(st.sampled_from(SECTIONS)),
    st.sampled_from(["16.9.2", "17.9.4"]),
)
def test_replace_leads_from_any_configuration_to_any_other(
    old: set[str], new: set[str], release: str
) -> None:
    # One moment for both: a self-signed certificate is dated to the second.
    router, wanted = (make(release=release, clock=ManualClock(MOMENT)) for _ in range(2))
    for section in SECTIONS:
        if section in old:
            router.configure(section)
        if section in new:
            wanted.configure(section)
    router.flash.write("wanted", text_of(wanted).encode())
    assert "Rollback Done" in typed(router, "configure replace bootflash:/wanted force\n")
    assert sorted(lines_of(router)) == sorted(lines_of(wanted))
