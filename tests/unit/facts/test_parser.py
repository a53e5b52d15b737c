from __future__ import annotations

from importlib.resources import as_file
from typing import Any

import pytest
from textfsm import clitable

from flexvpn.base.errors import NotUnderstood
from flexvpn.base.resources import templates
from flexvpn.facts import (
    aaa,
    archive,
    catalog,
    clock,
    crypto_session,
    files,
    ikev2_sa,
    running_config,
    version,
)
from flexvpn.facts.parser import expand, library, parse
from flexvpn.facts.reader import Reader
from flexvpn.facts.recording import lines
from tests.unit.facts.samples import ARCHIVE, CRYPTO_SESSION, DIFFERENCES, IKEV2_SA, LEGEND, RUNNING_CONFIG

REFUSALS = [
    "                     ^\n% Invalid input detected at '^' marker.\n\n",
    "% Incomplete command.\n",
    '% Ambiguous command:  "show crypto i"\n',
    "Command authorization failed.\n",
    "% Authorization failed.\n",
    "% Bad IP address or host name% Unknown command or computer name, or unable to find computer address\n",
    "% This command is not authorized\n",
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_command_is_not_an_empty_table(refusal: str) -> None:
    with pytest.raises(NotUnderstood, match="the router refused the command"):
        ikev2_sa.read(refusal)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_after_something_readable_still_counts(refusal: str) -> None:
    with pytest.raises(NotUnderstood):
        ikev2_sa.read(IKEV2_SA + refusal)


def test_the_error_quotes_the_router_and_names_the_headend() -> None:
    with pytest.raises(NotUnderstood) as caught:
        ikev2_sa.read("% Incomplete command.\n", headend="headend1")
    assert str(caught.value).startswith(
        "headend1: show crypto ikev2 sa detailed: the router refused the command"
    )
    assert "the router said: % Incomplete command." in str(caught.value)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "\n\n",
        " IPv4 Crypto IKEv2  SA \n\n IPv6 Crypto IKEv2  SA \n\n",
        " IPv4 Crypto IKEv2  SA \n",
        "headend1#\n",
    ],
)
def test_no_session_is_an_empty_table(output: str) -> None:
    assert ikev2_sa.read(output).records == ()


@pytest.mark.parametrize("output", ["", LEGEND, "Crypto session current status\n"])
def test_the_legend_alone_is_an_empty_table(output: str) -> None:
    facts = crypto_session.read(output)
    assert facts.records == ()
    assert facts.unknown_lines == ()


@pytest.mark.parametrize("output", ["no such thing\n", " IPv4 Crypto IKEv2  SA \n\n1 | 192.0.2.1 | up\n"])
def test_an_answer_in_an_unknown_form_is_not_an_empty_table(output: str) -> None:
    with pytest.raises(NotUnderstood, match="no line of the answer was understood"):
        ikev2_sa.read(output)


@pytest.mark.parametrize(
    "reader", [version.read, clock.read, files.read_dir, archive.read, files.read_verify]
)
def test_silence_is_no_answer_of_a_command_that_always_answers(reader: Reader[Any]) -> None:
    with pytest.raises(NotUnderstood, match="the answer is empty"):
        reader("")


def test_nobody_locked_out_is_an_empty_table() -> None:
    assert aaa.read_lockout("").records == ()
    assert aaa.read_lockout("          Local-user          Lock time\n").records == ()


NOISE = [
    "*Feb 15 15:56:41.528: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (198.51.100.9)",
    "000123: *Nov 24 11:58:48.301 UTC: %CRYPTO-6-IKMP_MODE_FAILURE: Processing of mode failed",
    "Nov 24 2026 11:58:48 CET: %IKEV2-5-SA_UP: SA UP",
    "%SYS-5-CONFIG_P: Configured programmatically by process VTEMPLATE Background Mgr from console as vty0",
    ".Nov 24 11:58:48.301: %AAA-5-USER_LOCKED: User user1 locked out on authentication failure.",
]


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("where", [0, 1, 4, 9])
def test_a_log_message_between_the_lines_is_not_an_answer(noise: str, where: int) -> None:
    printed = IKEV2_SA.splitlines()
    printed.insert(where, noise)
    facts = ikev2_sa.read("\n".join(printed))
    assert facts.unknown_lines == ()
    assert facts.records == ikev2_sa.read(IKEV2_SA).records


STAMP = """\
Load for five secs: 14%/0%; one minute: 13%; five minutes: 19%
Time source is NTP, 11:58:48.301 EST Fri Oct 14 2016

"""


@pytest.mark.parametrize(
    "around",
    [
        ("R1#show crypto session detail\n", "R1#\nR1#\n\nR1#"),
        ("show crypto session detail\n", ""),
        ("headend-1.example.com>sh cry ses det\r\n", "\r\nheadend-1.example.com>"),
        ("R1(config)#do show crypto session detail\n", "R1(config)#"),
        (STAMP, ""),
    ],
)
def test_prompt_echo_and_time_stamp_are_noise(around: tuple[str, str]) -> None:
    facts = crypto_session.read(around[0] + CRYPTO_SESSION + around[1])
    assert facts.unknown_lines == ()
    assert facts.records == crypto_session.read(CRYPTO_SESSION).records


def test_carriage_returns_and_the_pager_are_noise() -> None:
    paged = CRYPTO_SESSION.replace(
        "Uptime", " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08Uptime"
    )
    assert (
        crypto_session.read(paged.replace("\n", "\r\n")).records
        == crypto_session.read(CRYPTO_SESSION).records
    )


def test_the_remarks_of_cisco_s_documents_are_noise() -> None:
    printed = IKEV2_SA.replace("192.168.10.8", "192.168.10.8. <----- Assigned IP").replace(
        "id: test", "id: test  <----- user"
    )
    assert ikev2_sa.read(printed) == ikev2_sa.read(IKEV2_SA)


def test_nothing_else_is_taken_for_a_prompt() -> None:
    assert lines("a\nb\nc\nd\ne\n%SYS-5-X no log\nKey#1\nlast line")[6] == "Key#1"


@pytest.mark.parametrize("reader", [running_config.read, archive.read_differences, archive.read_log])
def test_an_error_never_quotes_what_could_hold_a_secret(reader: Reader[Any]) -> None:
    with pytest.raises(NotUnderstood) as caught:
        reader("!?\nusername test password 0 cisco123\n")
    assert "cisco123" not in str(caught.value)


def test_the_router_s_own_error_is_quoted_all_the_same() -> None:
    with pytest.raises(NotUnderstood, match="the router said: %Error opening nvram:startup-config"):
        archive.read_differences("%Error opening nvram:startup-config (No such file or directory)\n")


def test_the_header_is_all_that_is_read_of_a_running_config() -> None:
    facts = running_config.read(RUNNING_CONFIG)
    assert "cisco123" not in repr(facts)
    assert facts.unknown_lines == ()


def test_values_that_are_not_of_their_kind_are_left_out_and_counted() -> None:
    facts = ikev2_sa.read(IKEV2_SA.replace("198.51.100.7/", "198.51.100.777/"))
    assert facts.odd_values == ("not an address: '198.51.100.777'",)
    assert facts.only().remote is None
    assert facts.only().eap_id == "test"


def test_one_template_serves_one_command_only_if_the_index_says_so() -> None:
    assert library().find("show archive") is not None
    assert library().find("show archive something") is None
    assert library().find("show archive", platform="cisco_asa") is None


@pytest.mark.parametrize("typed", ["show archive", "sh arc", "sho arch"])
def test_abbreviations_are_those_of_the_index(typed: str) -> None:
    assert parse(typed, ARCHIVE).records


def test_double_brackets_make_each_letter_optional_after_the_one_before() -> None:
    assert expand("sh[[ow]] ver") == "sh(?:o(?:w)?)? ver"


def test_an_unknown_command_is_said_to_be_one() -> None:
    with pytest.raises(NotUnderstood, match="no template reads this command"):
        parse("show nothing", "")


def test_only_asks_for_exactly_one_record() -> None:
    assert archive.read_differences(DIFFERENCES).only().identical is False
    with pytest.raises(ValueError, match="values to unpack"):
        ikev2_sa.read("").only()


def test_ntc_s_own_reader_of_an_index_takes_the_same_templates() -> None:
    with as_file(templates().joinpath("textfsm")) as folder:
        index = clitable.CliTable("index", str(folder)).index
    for command in catalog.commands():
        row = index.GetRowMatch({"Command": command, "Platform": "cisco_ios"})
        template = library().find(command)
        assert template is not None
        assert index.index[row]["Template"] == template.name, command
