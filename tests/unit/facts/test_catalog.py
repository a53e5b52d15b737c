from __future__ import annotations

import json

import pytest

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import catalog
from tests.unit.facts.samples import SAMPLES


def test_every_command_has_a_sample_and_every_sample_a_command() -> None:
    assert set(catalog.commands()) == set(SAMPLES)


def test_no_command_is_listed_twice() -> None:
    assert len(set(catalog.commands())) == len(catalog.commands())


@pytest.mark.parametrize("command", SAMPLES)
def test_a_sample_is_read_whole(command: str) -> None:
    read = catalog.read_command(command, SAMPLES[command])
    assert read["records"]
    assert read["unknown_lines"] == []
    assert read["odd_values"] == []


@pytest.mark.parametrize("command", SAMPLES)
def test_what_is_read_is_json(command: str) -> None:
    read = catalog.read_command(command, SAMPLES[command])
    assert json.loads(json.dumps(read)) == read


@pytest.mark.parametrize("command", SAMPLES)
def test_a_full_command_finds_its_own_reader(command: str) -> None:
    assert catalog.reader_for(command).command == command


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("sh ver", "show version"),
        ("sho cry ikev2 sa det", "show crypto ikev2 sa detailed"),
        ("show crypto ikev2 sa", "show crypto ikev2 sa detailed"),
        ("show crypto ikev2 sa remote 198.51.100.7 detailed", "show crypto ikev2 sa detailed"),
        ("show crypto ikev2 session", "show crypto ikev2 session detailed"),
        ("show  crypto   session", "show crypto session detail"),
        ("show crypto session remote 198.51.100.7 detail", "show crypto session detail"),
        ("sh crypto ikev2 stats ext", "show crypto ikev2 stats ext-service"),
        ("sh crypto pki cert", "show crypto pki certificates verbose"),
        ("show crypto pki certificates verbose IKEv2-TP", "show crypto pki certificates verbose"),
        ("show crypto pki trustpoints IKEv2-TP status", "show crypto pki trustpoints"),
        ("show crypto key mypubkey rsa IKEv2-TP", "show crypto key mypubkey all"),
        ("show crypto ssl auth pol", "show crypto ssl authorization policy"),
        ("show crypto ssl session", "show crypto ssl session"),
        ("dir bootflash:/acvpn.xml", "dir bootflash:"),
        ("verify /sha512 bootflash:/acvpn.xml", "verify /md5 bootflash:"),
        (
            "show archive config incremental-diffs bootflash:/merge.txt ignorecase",
            "show archive config incremental-diffs",
        ),
        ("show ip int br", "show ip interface brief"),
        ("show run | include username", "show running-config"),
    ],
)
def test_commands_are_known_as_people_type_them(typed: str, command: str) -> None:
    assert catalog.reader_for(typed).command == command


def test_a_command_that_nobody_reads_is_said_to_be_one() -> None:
    with pytest.raises(NotUnderstood, match="no template reads this command"):
        catalog.read_command("show spanning-tree", "anything")
    with pytest.raises(NotUnderstood, match="did you mean: show crypto ikev2 profile"):
        catalog.reader_for("show crypto ikev2 profilee x y")


def test_a_span_is_seconds_and_a_moment_keeps_the_name_of_its_zone() -> None:
    read = catalog.read_command(
        "show crypto pki certificates", SAMPLES["show crypto pki certificates verbose"]
    )
    assert [record["not_after"] for record in read["records"]] == [
        "2027-11-19T15:33:15+00:00",
        "2036-11-18T15:32:34 IST",
        "2030-01-01T00:00:00+00:00",
    ]
    session = catalog.read_command("show crypto session", SAMPLES["show crypto session detail"])["records"][0]
    assert session["uptime"] == 894
