"""A command looks at what it is for, and at no more of the inventory than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.resources import example_inventory
from stores.known_hosts import HostKey, KnownHosts
from tasks.session.workspace import Target, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_host_keys_are_looked_up_for_the_hosts_that_the_command_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for item in example_inventory().iterdir():
        if item.name.endswith(".yaml"):
            (tmp_path / item.name).write_bytes(item.read_bytes())
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "login.password").write_text("password\n")
    asked: list[str] = []

    def lookup(_: KnownHosts, host: str, __: int) -> tuple[HostKey, ...]:
        asked.append(host)
        return ()

    monkeypatch.setattr(KnownHosts, "lookup", lookup)
    workspace = Workspace(Target(tmp_path, limit=("edge-full",)))
    assert workspace.fleet.names == ("edge-full",)
    assert asked == [workspace.host("edge-full").hostname]
