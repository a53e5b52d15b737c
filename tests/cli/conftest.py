"""The command line as a person types it, in this process: what it prints, and how it leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import yaml

import playbooks
from flexvpn.base.resources import example_inventory
from lab.testing import Lab, RouterSpec, running_lab
from stores import lab_inventory

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def result(self, name: str) -> dict[str, Any]:
        (found,) = [host for host in self.document["headends"] if host["headend"] == name]
        result: dict[str, Any] = found
        return result


class Type(Protocol):
    def __call__(self, *words: str) -> Said: ...


@pytest.fixture
def headend(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Type:
    """Type `headend WORDS`; nobody sits at the terminal."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.delenv("HEADEND_INVENTORY", raising=False)

    def typed(*words: str) -> Said:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["headend", *words])
        before = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit) as left:
                playbooks.main()
        finally:
            signal.signal(signal.SIGTERM, before)
        printed = capfd.readouterr()
        return Said(int(left.value.code or 0), printed.out, printed.err)

    return typed


@pytest.fixture
def edges() -> Iterator[Lab]:
    """The two routers of the example inventory."""
    with running_lab(
        RouterSpec("edge-split", release="16.9.2"), RouterSpec("edge-full", release="17.9.4")
    ) as lab:
        yield lab


@pytest.fixture
def inventory(edges: Lab, tmp_path: Path) -> Path:
    """An inventory that fits them, as `headend lab up` writes it."""
    return write_inventory(edges, tmp_path, "edge-split", "edge-full")


def write_inventory(lab: Lab, folder: Path, *names: str) -> Path:
    routers = {
        name: {
            "host": lab[name].host,
            "port": lab[name].port,
            "release": str(lab[name].router.release),
            "username": lab[name].username,
            "password": lab[name].password,
            "host_key": lab[name].host_key,
        }
        for name in names
    }
    found = lab_inventory.Lab(folder, routers)
    written = lab_inventory.write_lab_inventory(found, example_inventory())
    put_certificate(written, authority())
    return written


def hosts_of(inventory: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = yaml.safe_load((inventory / "hosts.yaml").read_text())
    return found


def rewrite(inventory: Path, name: str, **values: object) -> None:
    hosts = hosts_of(inventory)
    hosts[name] |= values
    (inventory / "hosts.yaml").write_text(yaml.safe_dump(hosts))


@cache
def authority(*options: str) -> tuple[bytes, bytes]:
    """A PKCS12 file and its passphrase, valid from now on: these tests run by the clock on the wall."""
    with TemporaryDirectory() as folder:
        words = ["-m", "lab", "pki", "--out", folder, "--host", "vpn.example.com", *options]
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        made = Path(folder)
        return (made / "IKEv2-TP.p12").read_bytes(), (made / "IKEv2-TP.passphrase").read_bytes()


def put_certificate(inventory: Path, made: tuple[bytes, bytes]) -> None:
    (inventory / "pki").mkdir(exist_ok=True)
    (inventory / "pki" / "IKEv2-TP.p12").write_bytes(made[0])
    (inventory / "secrets" / "IKEv2-TP.passphrase").write_bytes(made[1])
