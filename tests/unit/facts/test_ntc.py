"""Which of ntc-templates' templates are used, and why the others are not."""

from __future__ import annotations

import io
from importlib.resources import files

import pytest
import textfsm

from flexvpn.facts import interfaces
from flexvpn.facts.machine import ErrorRuleMatched, Machine
from flexvpn.facts.parser import library
from flexvpn.facts.recording import lines
from tests.unit.facts import samples


def ntc(name: str) -> str:
    return (
        files("ntc_templates").joinpath("templates", f"cisco_ios_{name}.textfsm").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("show_crypto_session_detail", samples.CRYPTO_SESSION),
        ("show_crypto_ipsec_sa_detail", samples.IPSEC_SA),
        ("show_crypto_pki_certificates", samples.CERTIFICATES),
        ("show_users", samples.USERS),
        ("show_archive", "Archive #  Name\n1        bootflash:/a <- Most Recent\n"),
    ],
)
def test_those_that_stop_with_an_error_are_replaced(name: str, output: str) -> None:
    with pytest.raises(ErrorRuleMatched):
        Machine(ntc(name)).run(lines(output))
    with pytest.raises(textfsm.TextFSMError):
        textfsm.TextFSM(io.StringIO(ntc(name))).ParseText(output)


@pytest.mark.parametrize("name", ["dir", "show_clock", "show_version"])
def test_those_that_drop_lines_in_silence_are_replaced(name: str) -> None:
    assert "Error" not in ntc(name)
    assert textfsm.TextFSM(io.StringIO(ntc(name))).ParseText("nobody knows this\n") in ([], [[""] * 17])


def test_the_one_that_is_used_reads_every_row() -> None:
    template = library().find("show ip interface brief")
    assert template is not None
    assert template.name.startswith("ntc:")
    facts = interfaces.read(samples.INTERFACES)
    assert len(facts.records) == len(samples.INTERFACES.splitlines()) - 1
    assert facts.unknown_lines == ()


def test_a_row_that_it_does_not_read_is_counted_all_the_same() -> None:
    facts = interfaces.read(samples.INTERFACES + "GigabitEthernet3  unassigned  YES unset  reset  down\n")
    assert len(facts.unknown_lines) == 1
