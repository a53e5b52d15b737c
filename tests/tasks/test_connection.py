"""Nornir's door to a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nornir_netmiko.tasks import netmiko_save_config, netmiko_send_command

from tasks.session.connection import link_of
from tasks.session.fleet import Fleet

if TYPE_CHECKING:
    from pathlib import Path

    from nornir.core.task import Result, Task

    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh


def test_the_tasks_of_nornir_netmiko_share_our_session(start: StartSite, tmp_path: Path) -> None:
    site = start()
    (tmp_path / "hosts.yaml").write_text("edge: {hostname: 127.0.0.1}\n")
    for name in ("groups", "defaults"):
        (tmp_path / f"{name}.yaml").write_text("{}\n")
    seen: list[tuple[str, int]] = []

    def two(task: Task) -> None:
        said: Result = task.run(netmiko_send_command, command_string="show clock")[0]
        task.run(netmiko_save_config)
        seen.append((str(said.result), link_of(task).log_ins))
        task.host.close_connections()

    Fleet.load(tmp_path, {"edge": site.access})._nornir.run(two)
    [(shown, log_ins)] = seen
    assert "UTC" in shown
    assert log_ins == 1
    assert site.lab.call(lambda: site.router.router.startup) is not None
