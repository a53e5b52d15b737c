"""The command line as a person meets it: prompts, help, completion, paging, the four answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.console import make, session_of, typed


def test_the_prompt_says_where_one_is() -> None:
    screen = typed(make(), "conf t\ninterface lo1\nexit\nend\n")
    assert [line.split("#")[0] for line in screen.splitlines() if "#" in line] == [
        "R1", "R1(config)", "R1(config-if)", "R1(config)", "R1",
    ]  # fmt: skip


def test_below_privilege_two_the_prompt_is_an_angle() -> None:
    assert typed(make(), "", privilege=1) == "R1>"


def test_long_names_are_cut_in_configuration_mode_only() -> None:
    screen = typed(make("A-very-long-name-of-a-router"), "conf t\n")
    assert screen.startswith("A-very-long-name-of-a-router#conf t\n")
    assert screen.endswith("A-very-long-name-of-(config)#")


def test_commands_may_be_abbreviated() -> None:
    assert "Cisco IOS XE Software, Version 17.09.04" in typed(make(), "sh ver\n")


@pytest.mark.parametrize("line", ["show i", "show cr ss s", "t"])
def test_an_abbreviation_that_fits_two_words_is_ambiguous(line: str) -> None:
    screen = typed(make(), f"{line}\n")
    wanted = f'% Ambiguous command:  "{line}"'
    assert (wanted in screen) is (line != "show cr ss s")


def test_an_unfinished_command_is_incomplete() -> None:
    assert "% Incomplete command.\n" in typed(make(), "copy running-config\n")
    assert '% Type "show ?" for a list of subcommands\n' in typed(make(), "show\n")
    assert "% Incomplete command.\n" in typed(make(), "conf t\nip local\n")


def test_a_word_that_is_no_command_is_taken_for_a_host() -> None:
    assert "% Bad IP address or host name% Unknown command or computer name" in typed(make(), "frobnicate\n")


@given(st.integers(0, 6), st.sampled_from(["show", "sh", "show  crypto"]))
@settings(max_examples=20)
def test_the_caret_stands_under_the_first_wrong_word(blanks: int, words: str) -> None:
    line = " " * blanks + words + " wrong"
    rows = typed(make(), line + "\n").splitlines()
    assert rows[0] == "R1#" + line
    assert rows[1].index("^") == rows[0].index("wrong")
    assert rows[2] == "% Invalid input detected at '^' marker."


def test_question_mark_lists_what_may_follow_and_keeps_the_line() -> None:
    screen = typed(make(), "conf t\ncrypto ikev2 ?")
    for word in ("authorization", "keyring", "policy", "profile", "proposal"):
        assert f"\n  {word}" in screen
    assert screen.endswith("R1(config)#crypto ikev2 ")


def test_question_mark_after_part_of_a_word_lists_what_begins_so() -> None:
    screen = typed(make(), "conf t\ncrypto ikev2 p?")
    assert "\npolicy  profile  proposal\n" in screen


def test_question_mark_says_when_the_line_is_complete() -> None:
    assert "<cr>" in typed(make(), "conf t\nip http server ?")


def test_a_question_mark_after_control_v_is_a_question_mark() -> None:
    router = make()
    typed(router, "conf t\nusername bob password a\x16?b\n")
    assert router.running.has("username bob password 0 a?b")


def test_tab_completes_a_unique_word() -> None:
    assert typed(make(), "sho\tver\t\n").count("show version") == 1


def test_tab_leaves_an_ambiguous_word() -> None:
    assert typed(make(), "conf t\ncrypto ikev2 p\t").endswith("R1(config)#crypto ikev2 p")


def test_arrows_and_control_keys_edit_the_line() -> None:
    router = make()
    typed(router, "conf t\nhostnam Xbcd\x1b[D\x1b[D\x1b[D\x7fA\x01\x06\x06\x06\x06\x06\x06\x06e\x05ef\n")
    assert router.hostname == "Abcdef"


def test_the_arrow_up_brings_the_last_line_back() -> None:
    screen = typed(make(), "show privilege\n\x1b[A\n")
    assert screen.count("Current privilege level is 15") == 2


def test_a_page_waits_and_goes_on_with_a_blank_and_a_line_with_enter() -> None:
    router = make()
    whole = typed(router, "show running-config\n")
    paged = typed(router, "show running-config\n" + "\n" * 3 + " " * 40, length=24)
    assert paged.count(" --More-- ") > 3
    clean = paged.replace(" --More-- ", "").replace("\b" * 10 + " " * 10 + "\b" * 10, "")
    assert clean.split("R1#")[1].strip() == whole.split("R1#")[1].strip()


def test_q_ends_a_page() -> None:
    screen = typed(make(), "show running-config\nq", length=24)
    assert screen.count(" --More-- ") == 1
    assert screen.endswith("R1#")


def test_do_runs_exec_commands_in_configuration_mode() -> None:
    assert "Current privilege level is 15" in typed(make(), "conf t\ninterface lo1\ndo show privilege\n")


def test_a_sub_mode_is_left_for_another_without_exit() -> None:
    _, session = session_of(
        make(), "conf t\ninterface lo1\nip local pool P 192.0.2.1\ncrypto ikev2 profile X\n"
    )
    assert [context.mode for context in session.contexts] == ["config", "config-ikev2-profile"]


def test_a_line_of_a_sub_mode_is_refused_when_the_sub_mode_was_not_entered() -> None:
    screen = typed(make(), "conf t\n app-resource profile custom\n")
    assert "% Invalid input detected at '^' marker." in screen


def test_control_z_leaves_configuration_mode() -> None:
    assert typed(make(), "conf t\ninterface lo1\n\x1a").endswith("\nR1#")


def test_removing_a_user_asks_and_takes_one_key() -> None:
    router = make()
    screen = typed(router, "conf t\nusername bob password x\nno username bob\ny")
    assert (
        "This operation will remove all username related configurations with same name."
        "Do you want to continue? [confirm]y\nR1(config)#" in screen
    )
    assert router.running.child("username bob") is None


def test_an_answer_other_than_yes_keeps_the_user() -> None:
    router = make()
    typed(router, "conf t\nusername bob password x\nno username bob\nn")
    assert router.running.child("username bob") is not None


@pytest.mark.parametrize(
    ("pipe", "shown"),
    [
        ("include ^hostname", ["hostname R1"]),
        ("section interface GigabitEthernet2", ["interface GigabitEthernet2", " no ip address", " shutdown"]),
        ("count ^interface", ["Number of lines which match regexp = 2"]),
    ],
)
def test_pipes_filter_what_is_shown(pipe: str, shown: list[str]) -> None:
    rows = typed(make(), f"show running-config | {pipe}\n").splitlines()
    assert rows[1 : 1 + len(shown)] == shown


def test_begin_and_exclude_filter_too() -> None:
    assert typed(make(), "show run | begin ^hostname\n").splitlines()[1] == "hostname R1"
    assert "\nhostname" not in typed(make(), "show run | exclude ^hostname\n")


def test_a_pipe_may_write_to_flash() -> None:
    router = make()
    typed(router, "show version | redirect bootflash:v.txt\n")
    assert router.flash.read("v.txt").startswith(b"Cisco IOS XE Software")


def test_log_messages_appear_in_the_middle_with_terminal_monitor_only() -> None:
    router = make()
    loud = typed(router, "terminal monitor\nconf t\ninterface lo7\n")
    quiet = typed(make(), "conf t\ninterface lo7\n")
    assert "%LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback7, changed state to up" in loud
    assert "LINEPROTO" not in quiet


def test_default_takes_a_setting_away() -> None:
    router = make()
    typed(router, "conf t\ninterface GigabitEthernet1\ndescription x\ndefault description\n")
    node = router.running.child("interface GigabitEthernet1")
    assert node is not None
    assert node.child("description") is None


def test_comments_are_nothing() -> None:
    assert "%" not in typed(make(), "! a remark\nconf t\n! another\n")
