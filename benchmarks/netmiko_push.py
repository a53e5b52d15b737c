"""What a user would write instead: Nornir and netmiko send the same lines to every router, or compare them.

`netmiko_push.py push|check INVENTORY LINES`: LINES is a file of configuration lines. No proof, no rollback, no files,
no certificate: the least that sends the lines.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from nornir.core import Nornir
from nornir.core.configuration import Config
from nornir.core.inventory import ConnectionOptions, Defaults, Group, Groups, Host, Hosts, Inventory
from nornir.core.plugins.connections import ConnectionPluginRegister
from nornir.plugins.runners import ThreadedRunner
from nornir_netmiko.connections import Netmiko
from nornir_netmiko.tasks import netmiko_save_config, netmiko_send_command, netmiko_send_config

if TYPE_CHECKING:
    from nornir.core.task import Task

WORKERS = 20


def fleet(folder: Path) -> Nornir:
    """The inventory's hosts, with passwords where netmiko expects them."""
    ConnectionPluginRegister.register("netmiko", Netmiko)
    hosts = Hosts()
    for name, host in yaml.safe_load((folder / "hosts.yaml").read_text()).items():
        login = host["data"]["login"]
        password = (folder / login["password"].removeprefix("file:")).read_text().strip()
        hosts[name] = Host(
            name,
            hostname=host["hostname"],
            port=host["port"],
            username=login["username"],
            password=password,
            platform="cisco_xe",
            connection_options={"netmiko": ConnectionOptions(extras={"fast_cli": True})},
        )
    inventory = Inventory(hosts, Groups({"all": Group("all")}), Defaults())
    return Nornir(inventory, Config(), runner=ThreadedRunner(num_workers=WORKERS))


def push(task: Task, lines: list[str]) -> None:
    """Send every line and save."""
    task.run(netmiko_send_config, config_commands=lines)
    task.run(netmiko_save_config)


def check(task: Task, lines: list[str]) -> None:
    """Read running-config and note which lines are missing."""
    shown = str(task.run(netmiko_send_command, command_string="show running-config")[0].result)
    have = {line.strip() for line in shown.splitlines()}
    task.host["missing"] = [line for line in lines if line.strip() not in have]


def main() -> int:
    """Push or check; returns the number of routers that failed."""
    action, folder, lines = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]).read_text().splitlines()
    nornir = fleet(folder)
    works: dict[str, Any] = {"push": push, "check": check}
    done = nornir.run(works[action], lines=[line for line in lines if line.strip() not in {"", "!"}])
    nornir.close_connections()
    for name in done.failed_hosts:
        print(f"{name}: {done.failed_hosts[name].exception}", file=sys.stderr)
    return len(done.failed_hosts)


if __name__ == "__main__":
    sys.exit(main())
