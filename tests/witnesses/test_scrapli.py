"""scrapli's IOS-XE platform, the classic one and version 2, each in an environment of its own."""

from __future__ import annotations

from typing import Any

import pytest

from lab.testing import Lab
from tests.witnesses.environments import SCRAPLI, SCRAPLI2
from tests.witnesses.marks import by

pytestmark = [pytest.mark.ssh]
witness = by("scrapli")
built = pytest.mark.skipif(not SCRAPLI.ready, reason="its environment is not built: `make witnesses` does")


def session(lab: Lab, step: str, **order: Any) -> Any:  # noqa: ANN401 - what the program says
    r1 = lab["r1"]
    settings = {"username": r1.username, "password": r1.password, "transport": "paramiko", **order}
    return SCRAPLI.run("scrapli_session.py", {"host": r1.host, "port": r1.port, "step": step, **settings})


@witness("open, get_prompt, isalive, close")
@built
@pytest.mark.parametrize("transport", ["paramiko", "system"])
def test_it_opens_and_closes(lab: Lab, transport: str) -> None:
    assert session(lab, "open_close", transport=transport) == {"prompt": "r1#", "alive": True, "after": False}


@witness("send_command")
@built
def test_a_command_is_answered(lab: Lab) -> None:
    said = session(lab, "send_command", commands=["show privilege"])
    assert said == {"result": "Current privilege level is 15", "failed": False}


@witness("send_command (long output)")
@built
def test_long_output_arrives_whole(lab: Lab) -> None:
    said = session(lab, "send_command", commands=["show running-config"])["result"]
    expected = lab.show("r1", "show running-config")
    assert [line.rstrip() for line in said.splitlines()] == [
        line.rstrip() for line in expected.rstrip().splitlines()
    ]


@witness("AsyncIOSXEDriver.send_command")
@built
def test_the_asynchronous_driver_is_answered(lab: Lab) -> None:
    said = session(lab, "", transport="asyncssh", commands=["show privilege"])
    assert said == {"result": "Current privilege level is 15", "failed": False}


@witness("send_commands")
@built
def test_several_commands_are_answered(lab: Lab) -> None:
    said = session(lab, "send_commands", commands=["show privilege", "show ip interface brief"])
    assert said[0] == "Current privilege level is 15"
    assert "192.0.2.1" in said[1]


@witness("send_configs")
@built
def test_lines_are_configured(lab: Lab) -> None:
    lines = ["interface loopback7", "ip address 10.9.9.9 255.255.255.255"]
    assert not any(one["failed"] for one in session(lab, "send_configs", configs=lines))
    assert "interface Loopback7\n ip address 10.9.9.9 255" in lab.show("r1", "show running-config")


@witness("send_configs (stop_on_failed)")
@built
@pytest.mark.unknown("(config) bogus line")
def test_the_first_refused_line_stops_it(lab: Lab) -> None:
    said = session(lab, "send_configs", configs=["bogus line", "ip local pool P 192.0.2.9"], stop=True)
    assert [one["failed"] for one in said] == [True]
    assert "ip local pool" not in lab.show("r1", "show running-config")


@witness("send_config")
@built
def test_a_text_is_configured(lab: Lab) -> None:
    assert session(lab, "send_config", configs=["ip local pool P 192.0.2.9"]) is False
    assert "ip local pool P 192.0.2.9" in lab.show("r1", "show running-config")


@witness("send_interactive")
@built
def test_a_question_is_answered(lab: Lab) -> None:
    lab.call(lambda: lab["r1"].router.note("SYS-5-CONFIG_I", "something"))
    session(
        lab, "send_interactive", events=[["clear logging", "Clear logging buffer [confirm]"], ["", "r1#"]]
    )
    assert "something" not in lab.show("r1", "show logging")


@witness("acquire_priv (exec, privilege_exec, configuration, tclsh)")
@built
def test_every_privilege_is_acquired(lab: Lab) -> None:
    lab.configure("r1", "username low password 0 lowly\nenable secret 0 top-secret")
    levels = ["exec", "privilege_exec", "configuration", "privilege_exec", "tclsh", "privilege_exec"]
    said = session(lab, "acquire_priv", username="low", password="lowly", secret="top-secret", levels=levels)
    assert [prompt for _, prompt in said] == ["r1>", "r1#", "r1(config)#", "r1#", "r1(tcl)#", "r1#"]


@witness("textfsm_parse_output")
@built
def test_structured_output_has_the_routers_values(lab: Lab) -> None:
    rows = session(lab, "textfsm", commands=["show version"])
    assert [row["version"] for row in rows] == ["17.9.4"]


@pytest.mark.witness(
    "scrapli 2", "open, get_prompt", "send_input", "send_inputs (configuration)", "send_prompted_input"
)
@pytest.mark.skipif(not SCRAPLI2.ready, reason="its environment is not built: `make witnesses` does")
@pytest.mark.unknown("(config-if) bogus line")
def test_version_two_does_all_that_in_one_session(lab: Lab) -> None:
    r1 = lab["r1"]
    order = {
        "host": r1.host, "port": r1.port, "username": r1.username, "password": r1.password,
        "ssh": ["-oKexAlgorithms=+diffie-hellman-group14-sha1", "-oHostKeyAlgorithms=+ssh-rsa"],
        "commands": ["show privilege"], "configs": ["interface loopback7", "description x"],
    }  # fmt: skip
    said = SCRAPLI2.run("scrapli2_session.py", order)
    assert said["prompt"] == "r1#"
    assert said["result"] == "Current privilege level is 15"
    assert (said["configured"], said["refused"]) == (False, True)
    assert "interface Loopback7\n description x\n" in lab.show("r1", "show running-config")
