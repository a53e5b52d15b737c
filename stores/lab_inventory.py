"""Adapts the example inventory to the routers of one lab: addresses, log-ins, host keys, a certificate."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flexvpn.base.errors import StateUnusable
from stores.atomic import write_atomically
from stores.known_hosts import HostKey, KnownHosts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_GROUP = "split-tunnel"
VPN_PASSWORD = "test.password"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class Lab:
    """The lab of one folder: its routers by name, from the file that ``python -m lab up`` writes."""

    state: Path
    routers: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, state: Path) -> Lab:
        """Read ``lab.json``.

        Raises:
            StateUnusable: the file does not exist or is damaged.
        """
        path = state / "lab.json"
        try:
            contract = json.loads(path.read_text())
            return cls(state, dict(contract["routers"]))
        except FileNotFoundError as error:
            hint = "start one with `headend lab up`"
            raise StateUnusable(str(path), "no lab is up here", hint=hint) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateUnusable(
                str(path), "it is damaged", hint="`headend lab down`, then up again"
            ) from error

    @property
    def inventory(self) -> Path:
        """The folder of this lab's inventory."""
        return self.state / "inventory"


def serving(state: Path) -> int | None:
    """The process that serves the lab of this folder, from ``lab.json``; None if that names none."""
    try:
        return int(json.loads((state / "lab.json").read_text())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_lab_inventory(lab: Lab, example: Traversable) -> Path:
    """Copy the example and adapt it to this lab's routers; random secrets are made once and kept.

    The PKCS12 file is the lab's own (``python -m lab pki``); the caller has made it in ``pki/``.
    """
    folder = lab.inventory
    private = folder / "secrets"
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    for item in example.iterdir():
        if item.name.endswith(".yaml") and item.name != "hosts.yaml":
            (folder / item.name).write_bytes(item.read_bytes())
    hosts = yaml.safe_load((example / "hosts.yaml").read_text()) or {}
    write_atomically(folder / "hosts.yaml", _hosts(lab, hosts), mode=0o644)
    canary = next(iter(lab.routers))
    settings = (folder / "settings.yaml").read_text()
    previous = yaml.safe_load(settings).get("canary")
    if previous not in lab.routers:
        write_atomically(
            folder / "settings.yaml", settings.replace(f"canary: {previous}", f"canary: {canary}"), mode=0o644
        )
    known_hosts = KnownHosts(folder / "known_hosts")
    for name, router in lab.routers.items():
        write_atomically(private / f"{name}.password", f"{router['password']}\n")
        algorithm, encoded = str(router["host_key"]).split()[:2]
        known_hosts.add(str(router["host"]), int(router["port"]), HostKey(algorithm, encoded))
    for name in (VPN_PASSWORD, "fingerprint.key"):
        if not (private / name).exists():
            write_atomically(private / name, f"{secrets.token_urlsafe(15)}\n")
    return folder


def _hosts(lab: Lab, example: Mapping[str, Any]) -> str:
    """hosts.yaml with only the routers that the lab runs: others could not be reached."""
    hosts: dict[str, Any] = {}
    for name, router in lab.routers.items():
        host = example.get(name, {"groups": [_GROUP], "data": {}})
        data = {
            **host.get("data", {}),
            "release": str(router["release"]),
            "login": {"username": router["username"], "password": f"file:secrets/{name}.password"},
        }
        hosts[name] = {**host, "hostname": router["host"], "port": router["port"], "data": data}
    head = f"# The routers of the lab in {lab.state}: written by `headend lab up`.\n---\n"
    return head + yaml.safe_dump(hosts, sort_keys=False)
