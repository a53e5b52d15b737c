"""netmiko and NAPALM, unchanged, against the lab: what they do to a router they can do here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from napalm import get_network_driver
from napalm.base.exceptions import MergeConfigException
from netmiko import BaseConnection, ConnectHandler, file_transfer

from lab.testing import Lab, RouterSpec, running_lab
from tests.lab.document import TYPED

pytestmark = pytest.mark.ssh
RELEASES = ("16.9.2", "17.9.4", "26.2.1")


@pytest.fixture(params=RELEASES)
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", release=request.param)) as started:
        yield started


@pytest.fixture
def modern() -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", release="17.9.4")) as started:
        yield started


def open_netmiko(lab: Lab, **extra: Any) -> BaseConnection:  # noqa: ANN401 - netmiko's
    r1 = lab["r1"]
    return ConnectHandler(
        device_type="cisco_xe",
        host=r1.host,
        port=r1.port,
        username=r1.username,
        password=r1.password,
        **extra,
    )


@pytest.fixture
def napalm(modern: Lab) -> Iterator[Any]:
    r1 = modern["r1"]
    driver = get_network_driver("ios")(r1.host, r1.username, r1.password, optional_args={"port": r1.port})
    driver.open()
    yield driver
    driver.close()


def test_netmiko_configures_saves_and_reads_back(lab: Lab) -> None:
    lab.call(lambda: lab["r1"].router.flash.write("acvpn.xml", b"x"))
    with open_netmiko(lab) as connection:
        output = connection.send_config_set(TYPED.splitlines(), error_pattern="%")
        assert output.rstrip().endswith("r1#")
        assert connection.save_config().splitlines()[1:3] == ["Building configuration...", "[OK]"]
        running = connection.send_command("show running-config")
        assert "interface Virtual-Template100 type tunnel" in running
    saved = lab["r1"].router.startup
    assert saved is not None
    assert "interface Virtual-Template100 type tunnel" in saved


def test_netmiko_puts_a_file_and_finds_it_there(lab: Lab, tmp_path: Path) -> None:
    source = tmp_path / "x.bin"
    source.write_bytes(bytes(range(256)) * 100)
    with open_netmiko(lab) as connection:
        result = file_transfer(
            connection, source_file=str(source), dest_file="x.bin", file_system="bootflash:"
        )
        again = file_transfer(
            connection, source_file=str(source), dest_file="x.bin", file_system="bootflash:"
        )
        digest = connection.send_command("verify /md5 bootflash:/x.bin")
    assert result == {"file_exists": True, "file_transferred": True, "file_verified": True}
    assert again["file_transferred"] is False
    assert hashlib.md5(source.read_bytes()).hexdigest() in digest  # noqa: S324
    assert lab["r1"].router.flash.read("x.bin") == source.read_bytes()


def test_the_caret_stands_under_the_word_that_was_wrong(modern: Lab) -> None:
    with open_netmiko(modern) as connection:
        connection.config_mode()
        connection.write_channel("interface loopback1\n")
        connection.read_until_prompt()
        connection.write_channel(" ip addres 10.0.0.1 bad\n")
        lines = connection.read_until_prompt().splitlines()
    echoed = "r1(config-if)# ip addres 10.0.0.1 bad"
    caret = next(line for line in lines if line.strip() == "^")
    assert caret.index("^") == echoed.index("bad")


def test_napalm_reads_facts(napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    facts = napalm.get_facts()
    assert facts["hostname"] == "r1"
    assert facts["fqdn"] == "r1.example.com"
    assert facts["model"] == "C8000V"
    assert "17.9.4" in facts["os_version"]
    assert facts["interface_list"] == ["GigabitEthernet1", "GigabitEthernet2"]
    assert napalm.get_interfaces_ip() == {"GigabitEthernet1": {"ipv4": {"192.0.2.1": {"prefix_length": 24}}}}


MERGE = "username test privilege 0 password cisco123\nip local pool P 192.0.2.9 192.0.2.10\nno ip http server\nend\n"


def shown(lab: Lab, pattern: str) -> list[str]:
    return lab.show("r1", f"show running-config | include {pattern}").splitlines()


def test_napalm_merges_compares_commits_and_confirms(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    napalm.load_merge_candidate(config=MERGE)
    assert napalm.compare_config().splitlines() == [
        "+username test privilege 0 password cisco123",
        "+ip local pool P 192.0.2.9 192.0.2.10",
        "-no ip http server",
    ]
    napalm.commit_config(revert_in=60)
    assert napalm.has_pending_commit()
    assert shown(modern, "^no ip http server") == ["no ip http server"]
    napalm.confirm_commit()
    assert not napalm.has_pending_commit()
    assert shown(modern, "^username test") == ["username test privilege 0 password 0 cisco123"]
    assert "no ip http server" in str(modern["r1"].router.startup)


def test_napalm_rolls_a_pending_commit_back(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    napalm.load_merge_candidate(config=MERGE)
    napalm.commit_config(revert_in=60)
    napalm.rollback()
    assert shown(modern, "username test|local pool") == []
    assert shown(modern, "ip http server") == ["ip http server"]
    assert not napalm.has_pending_commit()


def test_napalm_rolls_a_finished_commit_back(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    napalm.load_merge_candidate(config=MERGE)
    napalm.commit_config()
    napalm.rollback()
    assert shown(modern, "username test|local pool") == []


def test_napalm_replaces_the_configuration(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    wanted = napalm.get_config()["running"].replace("\nip http server\n", "\nno ip http server\n") + "\n"
    napalm.load_replace_candidate(config=wanted)
    assert napalm.compare_config().splitlines() == ["+no ip http server", "-ip http server"]
    napalm.commit_config()
    assert shown(modern, "http server") == ["no ip http server"]


def test_a_merge_with_a_line_that_is_no_command_is_rolled_back(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    napalm.load_merge_candidate(
        config="interface Loopback9\n ip address 10.9.9.9 255.255.255.255\nbogus line\nend\n"
    )
    with pytest.raises(MergeConfigException, match="Invalid input detected"):
        napalm.commit_config()
    assert shown(modern, "Loopback9") == []


def test_napalm_discards_a_candidate(modern: Lab, napalm: Any) -> None:  # noqa: ANN401 - NAPALM publishes no types
    napalm.load_merge_candidate(config=MERGE)
    napalm.discard_config()
    assert modern["r1"].router.flash.read("merge_config.txt") == b""


def test_a_commit_that_nobody_confirms_goes_back_when_its_time_is_up() -> None:
    with running_lab(RouterSpec("r1", clock="manual")) as lab:
        r1 = lab["r1"]
        driver = get_network_driver("ios")(r1.host, r1.username, r1.password, optional_args={"port": r1.port})
        driver.open()
        driver.load_merge_candidate(config=MERGE)
        driver.commit_config(revert_in=120)
        lab.advance("r1", 119)
        assert shown(lab, "local pool") == ["ip local pool P 192.0.2.9 192.0.2.10"]
        lab.advance("r1", 2)
        assert shown(lab, "local pool") == []
        assert not driver.has_pending_commit()
        driver.close()


def test_napalm_merges_with_an_inline_transfer(modern: Lab) -> None:
    r1 = modern["r1"]
    driver = get_network_driver("ios")(
        r1.host, r1.username, r1.password, optional_args={"port": r1.port, "inline_transfer": True}
    )
    driver.open()
    driver.load_merge_candidate(config="hostname r1\nip local pool P 192.0.2.9 192.0.2.10\nend\n")
    assert driver.compare_config() == "+ip local pool P 192.0.2.9 192.0.2.10"
    driver.commit_config()
    driver.close()
    assert shown(modern, "local pool") == ["ip local pool P 192.0.2.9 192.0.2.10"]
