"""Ansible's cisco.ios collection over network_cli, from PyPI's ``ansible``, in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.testing import Lab
from tests.witnesses.environments import ANSIBLE
from tests.witnesses.marks import by

pytestmark = [
    pytest.mark.ssh,
    pytest.mark.heavy,
    # How the collection tells a switch from a router: a router refuses it.
    pytest.mark.unknown("show vlan"),
    pytest.mark.skipif(not ANSIBLE.ready, reason="its environment is not built: `make witnesses` does"),
]
witness = by("ansible")
TRANSPORTS = ("paramiko", "libssh")


@dataclass(frozen=True)
class Controller:
    """Runs tasks against the router of a test."""

    lab: Lab
    folder: Path
    transport: str = "paramiko"

    def play(self, *tasks: dict[str, Any], check: bool = False) -> list[dict[str, Any]]:
        """Run tasks in one play; the result of each, in order.

        Raises:
            AssertionError: ansible-playbook failed in another way than by a failed task.
        """
        r1 = self.lab["r1"]
        variables = {
            "ansible_host": r1.host,
            "ansible_port": r1.port,
            "ansible_user": r1.username,
            "ansible_password": r1.password,
            "ansible_connection": "ansible.netcommon.network_cli",
            "ansible_network_os": "cisco.ios.ios",
            "ansible_network_cli_ssh_type": self.transport,
        }
        steps = [
            {"name": f"task {number}", "ignore_errors": True, **task} for number, task in enumerate(tasks)
        ]
        play = [{"hosts": "all", "gather_facts": False, "vars": variables, "tasks": steps}]
        (self.folder / "play.yml").write_text(json.dumps(play), encoding="utf-8")
        (self.folder / "hosts").write_text("r1\n", encoding="utf-8")
        environment = {
            **os.environ,
            "PATH": f"{ANSIBLE.python.parent}:{os.environ['PATH']}",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "ANSIBLE_HOME": str(self.folder / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_PERSISTENT_COMMAND_TIMEOUT": "30",
        }
        done = subprocess.run(
            [
                str(ANSIBLE.python.parent / "ansible-playbook"),
                "-i",
                "hosts",
                "play.yml",
                *(["--check"] * check),
            ],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )
        start = done.stdout.find("{\n")
        assert start >= 0, done.stdout[-2000:] + done.stderr[-2000:]
        read = json.loads(done.stdout[start:])
        return [one["hosts"]["r1"] for one in read["plays"][0]["tasks"]]


@pytest.fixture
def controller(lab: Lab, tmp_path: Path) -> Controller:
    return Controller(lab, tmp_path)


def config(**arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - a module's arguments
    return {"cisco.ios.ios_config": arguments}


@witness("ios_facts (paramiko, libssh)")
@pytest.mark.unknown("show switch virtual")
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_facts_are_the_routers(lab: Lab, tmp_path: Path, transport: str) -> None:
    controller = Controller(lab, tmp_path, transport)
    (facts,) = controller.play({"cisco.ios.ios_facts": {"gather_subset": ["all"]}})
    read = facts["ansible_facts"]
    box = lab["r1"].router.hardware
    assert read["ansible_net_hostname"] == "r1"
    assert read["ansible_net_version"] in ("17.9.4", "17.09.04")
    assert (read["ansible_net_model"], read["ansible_net_serialnum"]) == (box.pid, box.serial)
    assert read["ansible_net_interfaces"]["GigabitEthernet1"]["ipv4"] == [
        {"address": "192.0.2.1", "subnet": "24"}
    ]
    assert "hostname r1" in read["ansible_net_config"]


@witness("ios_command", "ios_command (wait_for)", "ios_command (prompt and answer)")
def test_commands_are_answered(lab: Lab, controller: Controller) -> None:
    lab.call(lambda: lab["r1"].router.note("SYS-5-CONFIG_I", "something"))
    shown, waited, asked = controller.play(
        {"cisco.ios.ios_command": {"commands": ["show privilege", "show ip interface brief"]}},
        {"cisco.ios.ios_command": {"commands": ["show version"], "wait_for": ["result[0] contains 17.9.4"]}},
        {
            "cisco.ios.ios_command": {
                "commands": [{"command": "clear logging", "prompt": r"\[confirm\]", "answer": "y"}]
            }
        },
    )
    assert shown["stdout"][0] == "Current privilege level is 15"
    assert "192.0.2.1" in shown["stdout"][1]
    assert not waited.get("failed")
    assert not asked.get("failed")
    assert "something" not in lab.show("r1", "show logging")


@witness("ios_config (lines)", "ios_config (parents)", "ios_config (second run reports no change)")
def test_lines_are_configured_once(lab: Lab, controller: Controller) -> None:
    tasks = (
        config(lines=["ip local pool P 192.0.2.9 192.0.2.10"]),
        config(
            lines=["ip address 10.9.9.9 255.255.255.255", "description x y"], parents=["interface Loopback7"]
        ),
        config(
            lines=["encryption aes-cbc-256", "integrity sha256", "group 19 14"],
            parents=["crypto ikev2 proposal IKEv2-prop1"],
        ),
    )
    results = controller.play(*tasks, *tasks)
    assert [one["changed"] for one in results] == [True] * 3 + [False] * 3
    assert "interface Loopback7\n description x y\n ip address 10.9.9.9" in lab.show(
        "r1", "show running-config"
    )


@witness("ios_config (check mode)", "ios_config (backup)")
def test_check_mode_changes_nothing(lab: Lab, controller: Controller, tmp_path: Path) -> None:
    (would,) = controller.play(config(lines=["ip local pool P 192.0.2.9"]), check=True)
    assert would["changed"]
    assert "ip local pool" not in lab.show("r1", "show running-config")
    (kept,) = controller.play(
        config(backup=True, backup_options={"dir_path": str(tmp_path), "filename": "b"})
    )
    assert not kept.get("failed")
    assert "\nhostname r1\n" in (tmp_path / "b").read_text(encoding="utf-8")


@witness(
    "ios_config (match: strict)",
    "ios_config (match: exact)",
    "ios_config (match: none)",
    "ios_config (replace: block)",
    "ios_config (before, after)",
)
def test_blocks_are_compared_in_each_way(lab: Lab, controller: Controller) -> None:
    parents = ["ip access-list extended NAT"]
    lines = ["10 permit ip 192.168.10.0 0.0.0.255 any", "20 permit ip 192.168.11.0 0.0.0.255 any"]
    results = controller.play(
        config(lines=lines, parents=parents, match="strict"),
        config(lines=lines, parents=parents, match="strict"),
        config(lines=lines, parents=parents, match="exact"),
        config(lines=lines[:1], parents=parents, match="exact", replace="block", before=[f"no {parents[0]}"]),
        config(lines=lines[:1], parents=parents, match="none", after=["ip local pool P 192.0.2.9"]),
    )
    assert [one["changed"] for one in results] == [True, False, False, True, True]
    shown = lab.show("r1", "show running-config")
    assert "ip access-list extended NAT\n 10 permit ip 192.168.10.0 0.0.0.255 any\n!" in shown
    assert "ip local pool P 192.0.2.9" in shown


@witness("ios_config (save_when: modified)", "ios_config (save_when: changed, always)")
def test_the_configuration_is_saved_when_asked(lab: Lab, controller: Controller) -> None:
    # A certificate chain differs in the two configurations, on a real router too: then nothing is ever unmodified.
    for name in lab.call(lab["r1"].router.pki.trustpoints):
        lab.configure("r1", f"no crypto pki trustpoint {name}")
    lab.configure("r1", "no ip http secure-server")
    results = controller.play(
        config(lines=["ip local pool P 192.0.2.9"], save_when="changed"),
        config(save_when="modified"),
        config(lines=["ip local pool Q 192.0.2.19"]),
        config(save_when="modified"),
        config(save_when="always"),
    )
    assert not any(one.get("failed") for one in results)
    assert [one["changed"] for one in results][:4] == [True, False, True, True]
    assert "ip local pool Q 192.0.2.19" in str(lab["r1"].router.startup)


@witness("ios_config (src)", "ios_config (diff_against: running)")
def test_a_file_is_configured(lab: Lab, controller: Controller, tmp_path: Path) -> None:
    (tmp_path / "x.cfg").write_text("interface Loopback7\n description x\n", encoding="utf-8")
    (done,) = controller.play(config(src=str(tmp_path / "x.cfg")))
    assert done["changed"]
    assert "interface Loopback7\n description x\n" in lab.show("r1", "show running-config")


@witness("ios_config (a line that is no command)")
@pytest.mark.unknown("(config) bogus line")
def test_a_refused_line_fails_the_task(controller: Controller) -> None:
    (done,) = controller.play(config(lines=["bogus line"]))
    assert done["failed"]
    assert "Invalid input" in done["msg"]


@witness("ios_user (present, second run, absent)")
def test_users_come_and_go(lab: Lab, controller: Controller) -> None:
    new = {
        "name": "low",
        "privilege": 3,
        "configured_password": "lowly-password",
        "update_password": "on_create",
    }
    results = controller.play(
        {"cisco.ios.ios_user": {**new, "state": "present"}},
        {"cisco.ios.ios_user": {**new, "state": "present"}},
        {"cisco.ios.ios_user": {"name": "low", "state": "absent"}},
        {"cisco.ios.ios_user": {"name": "low", "state": "absent"}},
    )
    assert not any(one.get("failed") for one in results), results
    assert [one["changed"] for one in results] == [True, False, True, False]
    assert "username low" not in lab.show("r1", "show running-config")


@witness("ios_user (sshkey)")
def test_a_users_key_is_put(lab: Lab, controller: Controller, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(tmp_path / "key")], check=True)
    key = (tmp_path / "key.pub").read_text(encoding="utf-8").strip()
    task = {"cisco.ios.ios_user": {"name": "keyed", "state": "present", "sshkey": key}}
    results = controller.play(task, task)
    assert not any(one.get("failed") for one in results), results
    assert [one["changed"] for one in results] == [True, False]
    assert "  key-hash ssh-rsa " in lab.show("r1", "show running-config")
