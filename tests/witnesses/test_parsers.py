"""genie and ntc-templates on every ``show`` of the lab: what they read is what the router is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from lab import tables
from lab.router import Router
from tests.witnesses import (
    expected_configuration,
    expected_genie,
    expected_ntc,
    expected_sessions,
    parsers,
)
from tests.witnesses.environments import ANSIBLE, GENIE
from tests.witnesses.headend import RELEASES, headend

built = pytest.mark.skipif(not GENIE.ready, reason="its environment is not built: `make witnesses` does")
# What a `show` of the table becomes when it needs an argument.
ARGUMENTS = {
    "show archive config incremental-diffs": "show archive config incremental-diffs bootflash:/merge.cfg",
    "show derived-config interface": "show derived-config interface Virtual-Access1",
}
# Forms of one table row that a parser knows by names of their own.
FORMS = (
    "show clock detail", "show interfaces GigabitEthernet1", "show interfaces description",
    "show ip interface GigabitEthernet1", "show running-config aaa",
    "show running-config interface GigabitEthernet1", "show aaa method-lists all",
    "show crypto pki certificates IKEv2-TP", "show crypto pki certificates verbose",
    "show crypto pki certificates verbose IKEv2-TP", "show crypto pki trustpoints status",
    "show crypto key mypubkey rsa IKEv2-TP", "show crypto ikev2 sa detail",
    "show crypto ikev2 session detailed", "show crypto ikev2 profile AnyConnect-EAP",
    "show crypto ikev2 stats exchange", "show crypto ikev2 stats reconnect",
    "show crypto ikev2 stats timeout",
    "show crypto ikev2 stats ext-service", "show crypto session detail", "show crypto ipsec sa detail",
    "show crypto ipsec sa interface Virtual-Access1",
)  # fmt: skip


@cache
def router(release: str) -> Router:
    made = headend(release)
    made.flash.write("merge.cfg", b"hostname edge\nend\n")
    return made


@cache
def printed(release: str, command: str) -> str:
    return router(release).execute(command)


@pytest.fixture(scope="module")
def genie() -> Iterator[parsers.Genie]:
    with parsers.genie() as running:
        yield running


def commands() -> list[str]:
    """Every ``show`` that the lab answers, as its own table of commands has it."""
    paths = [one.path for one in tables.exec_commands() if one.path.startswith(("show ", "dir"))]
    paths.remove("show tech-support")  # what it prints are the other commands
    return [ARGUMENTS.get(path, path) for path in paths] + list(FORMS)


def rows(witness: str, expected: dict[str, Any], defects: tuple[parsers.Defect, ...]) -> list[Any]:
    """A case for each release and command, marked as a row of the page once a command."""
    cases = []
    for release in RELEASES:
        for command in dict.fromkeys(commands()):
            wrong = [d for d in defects if d.command == command and release in (d.releases or RELEASES)]
            if not wrong and command not in expected:
                continue
            marks = [pytest.mark.witness(witness, f"{command} ({release})")]
            marks += [pytest.mark.defect(defect.reason) for defect in wrong]
            case = pytest.param(release, command, wrong[0] if wrong else None, marks=marks)
            cases.append(case)
    return cases


@built
@pytest.mark.parametrize(
    ("release", "command", "defect"), rows("genie", expected_genie.EXPECTED, parsers.GENIE_DEFECTS)
)
def test_genie_reads_the_routers_state(
    genie: parsers.Genie, release: str, command: str, defect: parsers.Defect | None
) -> None:
    read = genie.read(command, printed(release, command))
    if defect is not None:
        assert defect.says.lower() in json.dumps(read).lower(), "the defect is mended, or another"
    if defect is None or defect.mend is not None:
        text = printed(release, command)
        read = genie.read(command, defect.mend(text) if defect and defect.mend else text)
        wanted = expected_genie.EXPECTED[command](router(release))
        assert read == json.loads(json.dumps(wanted))


@built
@pytest.mark.parametrize("release", RELEASES)
def test_genie_reads_the_long_form_of_all_certificates(genie: parsers.Genie, release: str) -> None:
    command = f"{parsers.LONG_FORM} IKEv2-TP"
    read = genie.read(command, parsers.of_trustpoint(printed(release, parsers.LONG_FORM)))
    assert read == json.loads(json.dumps(expected_genie.EXPECTED[command](router(release))))


@built
@pytest.mark.parametrize("command", expected_sessions.EXPECTED_OF_ONE)
@pytest.mark.parametrize("release", RELEASES)
def test_genie_reads_a_single_session_right(genie: parsers.Genie, release: str, command: str) -> None:
    one = headend(release, clients=1)
    wanted = expected_sessions.EXPECTED_OF_ONE[command](one)
    assert genie.read(command, one.execute(command)) == json.loads(json.dumps(wanted))


@pytest.mark.parametrize(
    ("release", "command", "defect"), rows("ntc-templates", expected_ntc.EXPECTED, parsers.NTC_DEFECTS)
)
def test_ntc_templates_reads_the_routers_state(
    release: str, command: str, defect: parsers.Defect | None
) -> None:
    read = parsers.ntc(command, printed(release, command))
    if defect is not None:
        assert defect.says.lower() in json.dumps(read).lower(), "the defect is mended, or another"
    else:
        assert read == expected_ntc.EXPECTED[command](router(release))


@pytest.mark.skipif(not ANSIBLE.ready, reason="its environment is not built: `make witnesses` does")
@pytest.mark.parametrize(
    ("release", "command"),
    [
        pytest.param(r, c, marks=pytest.mark.witness("ansible", f"NetworkConfig of {c} ({r})"))
        for r in RELEASES
        for c in ("show running-config", "show startup-config")
    ],
)
def test_ansible_reads_the_configuration_whole_and_in_order(release: str, command: str) -> None:
    stored = command == "show startup-config"
    with parsers.ansible() as reader:
        read = expected_configuration.seen(reader.read(printed(release, command)))
    assert read == expected_configuration.expected(router(release), stored=stored)


@built
def test_no_parser_of_genie_is_left_out(genie: parsers.Genie) -> None:
    known = set(expected_genie.EXPECTED) | {defect.command for defect in parsers.GENIE_DEFECTS}
    left = [c for c in commands() if c not in known and genie.read(c, printed("17.9.4", c)) is not None]
    assert left == []


def test_no_template_of_ntc_is_left_out() -> None:
    known = set(expected_ntc.EXPECTED) | {defect.command for defect in parsers.NTC_DEFECTS}
    left = [c for c in commands() if c not in known and parsers.ntc(c, printed("17.9.4", c)) is not None]
    assert left == []
