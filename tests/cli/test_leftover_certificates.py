"""What a run that was cut off leaves is found by `doctor` and cleared or finished by the next; EC keys are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.testing import Lab
from tests import certificate_factory as certificates
from tests.cli.conftest import authority, put_certificate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

ONE = "edge-full"


@pytest.fixture
def where(headend: Type, inventory: Path) -> tuple[str, ...]:
    words = ("--inventory", str(inventory), "--limit", ONE)
    done = headend("deploy", "--yes", *words)
    assert done.code == 0, done.err
    return words


def bring(lab: Lab, label: str, data: bytes, passphrase: str) -> None:
    """Import at the console, as a run that was cut off has, or somebody by hand."""
    router = lab[ONE].router
    lab.call(lambda: router.flash.write("bootflash:/x.p12", data))
    lab.configure(ONE, f"crypto pki import {label} pkcs12 bootflash:/x.p12 password {passphrase}")
    lab.call(lambda: router.flash.delete("bootflash:/x.p12"))


def keys(lab: Lab) -> set[str]:
    return lab.call(lambda: {key for key in lab[ONE].router.pki.keys if key.startswith("IKEv2-TP")})


def test_a_certificate_that_nobody_wants_any_more_is_named_and_goes_with_the_next_deploy(
    headend: Type, where: tuple[str, ...], edges: Lab
) -> None:
    issued = certificates.server(key=certificates.rsa_key("stranded"))
    bring(edges, "IKEv2-TP-0A1B2C", certificates.pkcs12(issued, legacy=True), certificates.PASSPHRASE)
    found = headend("doctor", *where)
    assert "trustpoint IKEv2-TP-0A1B2C: nothing uses it, a run that was cut off has left it" in found.err
    assert headend("deploy", "--yes", *where).code == 0
    assert keys(edges) == {"IKEv2-TP"}
    assert "IKEv2-TP-0A1B2C" not in edges.show(ONE, "show running-config")
    assert "IKEv2-TP-0A1B2C" not in headend("doctor", *where).err


def test_a_certificate_that_the_inventory_means_is_named_and_put_to_use_by_the_next_run(
    headend: Type, where: tuple[str, ...], edges: Lab, inventory: Path
) -> None:
    data, passphrase = authority("--days=300", "--legacy")
    bring(edges, "IKEv2-TP-0A1B2C", data, passphrase.decode().strip())
    put_certificate(inventory, (data, passphrase))
    found = headend("doctor", *where)
    assert "trustpoint IKEv2-TP-0A1B2C: imported by a run that was cut off" in found.err
    done = headend("certificate", "rotate", "--yes", *where)
    assert done.code == 0, done.err
    assert "moved from IKEv2-TP to IKEv2-TP-0A1B2C" in done.err


def test_somebody_elses_trustpoints_are_left_alone(headend: Type, where: tuple[str, ...], edges: Lab) -> None:
    issued = certificates.server(key=certificates.rsa_key("theirs"))
    for label in ("THEIRS", "IKEv2-TP2", "IKEv2-TP-backup"):
        bring(edges, label, certificates.pkcs12(issued, legacy=True), certificates.PASSPHRASE)
    assert "THEIRS" not in headend("doctor", *where).err
    assert headend("plan", *where).code == 0
    assert headend("certificate", "rotate", "--yes", *where).code == 0
    running = edges.show(ONE, "show running-config")
    for label in ("THEIRS", "IKEv2-TP2", "IKEv2-TP-backup"):
        assert f"crypto pki trustpoint {label}\n" in running


def test_an_ec_trustpoint_on_a_router_is_reported_with_the_trap_for_ssh(
    headend: Type, where: tuple[str, ...], edges: Lab
) -> None:
    assert "lock SSH out" not in headend("verify", *where).err
    issued = certificates.server(key=certificates.ec_key())
    bring(edges, "THEIRS", certificates.pkcs12(issued, legacy=True), certificates.PASSPHRASE)
    said = headend("verify", *where)
    assert "EC key under THEIRS" in said.err
    assert "can become the SSH host key and lock SSH out" in said.err
    assert "ip ssh server algorithm hostkey rsa-sha2-512 rsa-sha2-256" in said.err
    edges.configure(ONE, "ip ssh server algorithm hostkey rsa-sha2-512 rsa-sha2-256")
    assert "lock SSH out" not in headend("verify", *where).err
