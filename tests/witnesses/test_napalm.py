"""NAPALM's ios driver: every method of the transaction, with SCP and in-line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from napalm import get_network_driver
from napalm.base.exceptions import CommandErrorException, MergeConfigException, ReplaceConfigException

from lab.testing import Lab
from tests.witnesses.marks import by

pytestmark = pytest.mark.ssh
witness = by("napalm")
# What a device answers is nobody's type: NAPALM publishes none.
Driver = Any
CHANGE = "username test privilege 0 password cisco123\nip local pool P 192.0.2.9 192.0.2.10\nno ip http server\nend\n"


@contextlib.contextmanager
def opened(lab: Lab, **options: object) -> Iterator[Driver]:
    r1 = lab["r1"]
    driver = get_network_driver("ios")(
        r1.host, r1.username, r1.password, optional_args={"port": r1.port, **options}
    )
    driver.open()
    yield driver
    driver.close()


@pytest.fixture
def driver(lab: Lab) -> Iterator[Driver]:
    with opened(lab) as ready:
        yield ready


def shown(lab: Lab, pattern: str) -> list[str]:
    return lab.show("r1", f"show running-config | include {pattern}").splitlines()


@witness("open", "is_alive", "close")
@pytest.mark.parametrize(
    "release", [pytest.param(r, marks=pytest.mark.release(r)) for r in ("16.9.2", "26.2.1")]
)
def test_it_opens_lives_and_closes(lab: Lab, release: str) -> None:
    with opened(lab) as driver:
        assert driver.is_alive() == {"is_alive": True}
        assert release in driver.get_facts()["os_version"]
    assert driver.is_alive() == {"is_alive": False}


@witness("get_facts")
def test_facts_are_the_routers(lab: Lab, driver: Driver) -> None:
    facts = driver.get_facts()
    box = lab["r1"].router.hardware
    assert (facts["hostname"], facts["fqdn"], facts["vendor"]) == ("r1", "r1.example.com", "Cisco")
    assert (facts["model"], facts["serial_number"]) == (box.pid, box.serial)
    assert facts["interface_list"] == ["GigabitEthernet1", "GigabitEthernet2"]
    assert 0 <= facts["uptime"] < 120


@witness("get_config (all)", "get_config (running)", "get_config (startup)", "get_config (full)")
def test_configurations_are_read_whole(lab: Lab, driver: Driver) -> None:
    both = driver.get_config()
    running = [line.rstrip() for line in lab.show("r1", "show running-config").splitlines()]
    read = [line.rstrip() for line in both["running"].splitlines()]
    assert [line for line in read if line] == [
        line for line in running if line and not line.startswith(("Building", "Current", "! Last", "! NVRAM"))
    ]
    assert "hostname r1" in both["startup"]
    assert driver.get_config(retrieve="running")["startup"] == ""
    assert driver.get_config(retrieve="startup")["running"] == ""
    assert " ip redirects" in driver.get_config(full=True)["running"]


@witness("get_config (sanitized)")
def test_a_sanitized_configuration_holds_no_secret(lab: Lab, driver: Driver) -> None:
    lab.configure("r1", "username test password cisco123\nenable secret 0 top-secret")
    text = driver.get_config(sanitized=True)["running"]
    assert "cisco123" not in text
    assert "top-secret" not in text
    assert "<removed>" in text


@witness("get_users")
def test_users_have_level_and_password(lab: Lab, driver: Driver) -> None:
    lab.configure("r1", "username low privilege 3 password 0 lowly\nusername test password 0 cisco123")
    users = driver.get_users()
    assert {name: user["level"] for name, user in users.items()} == {"admin": 15, "low": 3, "test": 1}
    assert users["low"]["password"] == "lowly"


@witness("get_interfaces", "get_interfaces_ip")
def test_interfaces_have_state_address_and_description(lab: Lab, driver: Driver) -> None:
    lab.configure("r1", "interface Loopback7\n description x y\n ip address 10.9.9.9 255.255.255.255")
    read = driver.get_interfaces()
    assert {name: (one["is_enabled"], one["is_up"], one["description"]) for name, one in read.items()} == {
        "GigabitEthernet1": (True, True, ""),
        "GigabitEthernet2": (False, False, ""),
        "Loopback7": (True, True, "x y"),
    }
    assert read["GigabitEthernet1"]["speed"] == 1000.0
    assert read["GigabitEthernet1"]["mtu"] == 1500
    assert driver.get_interfaces_ip() == {
        "GigabitEthernet1": {"ipv4": {"192.0.2.1": {"prefix_length": 24}}},
        "Loopback7": {"ipv4": {"10.9.9.9": {"prefix_length": 32}}},
    }


@witness("cli")
def test_commands_are_run_as_they_stand(driver: Driver) -> None:
    said = driver.cli(["show privilege", "show clock"])
    assert said["show privilege"] == "Current privilege level is 15"
    assert "UTC" in said["show clock"]


@witness("load_merge_candidate (SCP)", "compare_config (merge)", "commit_config", "rollback")
def test_a_merge_is_compared_committed_and_rolled_back(lab: Lab, driver: Driver) -> None:
    driver.load_merge_candidate(config=CHANGE)
    assert driver.compare_config().splitlines() == [
        "+username test privilege 0 password cisco123",
        "+ip local pool P 192.0.2.9 192.0.2.10",
        "-no ip http server",
    ]
    driver.commit_config()
    assert shown(lab, "^no ip http server|local pool") == [
        "ip local pool P 192.0.2.9 192.0.2.10",
        "no ip http server",
    ]
    assert "no ip http server" in str(lab["r1"].router.startup)
    driver.rollback()
    assert shown(lab, "^no ip http server|local pool|username test") == []


@witness("commit_config (revert_in)", "has_pending_commit", "confirm_commit")
def test_a_commit_waits_for_its_confirmation(lab: Lab, driver: Driver) -> None:
    driver.load_merge_candidate(config=CHANGE)
    driver.commit_config(revert_in=60)
    assert driver.has_pending_commit()
    driver.confirm_commit()
    assert not driver.has_pending_commit()
    assert shown(lab, "local pool") == ["ip local pool P 192.0.2.9 192.0.2.10"]


@witness("rollback (pending commit)")
def test_a_pending_commit_is_rolled_back(lab: Lab, driver: Driver) -> None:
    driver.load_merge_candidate(config=CHANGE)
    driver.commit_config(revert_in=60)
    driver.rollback()
    assert not driver.has_pending_commit()
    assert shown(lab, "local pool") == []


@witness("discard_config")
def test_a_candidate_is_thrown_away(lab: Lab, driver: Driver) -> None:
    driver.load_merge_candidate(config=CHANGE)
    driver.discard_config()
    assert lab["r1"].router.flash.read("merge_config.txt") == b""


@witness("load_replace_candidate (SCP)", "compare_config (replace)", "commit_config (replace)")
def test_the_whole_configuration_is_replaced(lab: Lab, driver: Driver) -> None:
    wanted = driver.get_config()["running"].replace("\nip http server\n", "\nno ip http server\n") + "\n"
    driver.load_replace_candidate(config=wanted)
    assert driver.compare_config().splitlines() == ["+no ip http server", "-ip http server"]
    driver.commit_config()
    assert shown(lab, "http server") == ["no ip http server"]


@witness("commit_config (a merge that fails)")
@pytest.mark.unknown("(config) bogus line")
def test_a_merge_with_a_bogus_line_is_undone(lab: Lab, driver: Driver) -> None:
    driver.load_merge_candidate(config="ip local pool P 192.0.2.9\nbogus line\nend\n")
    with pytest.raises(MergeConfigException, match="Invalid input detected"):
        driver.commit_config()
    assert shown(lab, "local pool") == []


@witness("commit_config (a replace that fails)")
def test_a_file_that_is_no_configuration_replaces_nothing(lab: Lab, driver: Driver) -> None:
    before = shown(lab, "^[a-z ]")
    driver.load_replace_candidate(config="this is no configuration\n")
    with pytest.raises(ReplaceConfigException):
        driver.commit_config()
    # NAPALM leaves its own "file prompt quiet" until it closes.
    assert [line for line in shown(lab, "^[a-z ]") if line != "file prompt quiet"] == before
    lab.call(lab["r1"].router.unknown.clear)


@witness("load_merge_candidate (in-line)")
@pytest.mark.heavy
def test_a_candidate_goes_in_line(lab: Lab) -> None:
    with opened(lab, inline_transfer=True) as driver:
        driver.load_merge_candidate(config="ip local pool P 192.0.2.9\nend\n")
        assert driver.compare_config() == "+ip local pool P 192.0.2.9"
        driver.discard_config()


@witness("load_merge_candidate (SCP server off)")
def test_without_an_scp_server_the_driver_says_so(lab: Lab) -> None:
    lab.configure("r1", "no ip scp server enable")
    with opened(lab) as driver, pytest.raises(CommandErrorException, match="scp"):
        driver.load_merge_candidate(config=CHANGE)
