"""Which keys the SSH server shows, and what takes them away: zeroizing, an import, a reload."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import paramiko
import pytest

from lab.pki.authority import ServerOrder, make_root, make_server, seal
from lab.quirks import Quirks
from lab.testing import Lab, RouterSpec, running_lab

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.ssh
CURVED = ("ecdsa-sha2-nistp256",)
RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
ZEROIZE = "crypto key zeroize rsa"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", release="26.2.1")) as started:
        yield started


def shown(lab: Lab, *kinds: str) -> str:
    """The host key that the router shows to a client which wants these kinds, as known_hosts writes it."""
    r1 = lab["r1"]
    with socket.create_connection((r1.host, r1.port), 10) as raw:
        transport = paramiko.Transport(raw)
        transport.banner_timeout = 2
        if kinds:
            transport.get_security_options().key_types = kinds
        try:
            transport.start_client(timeout=5)
            key = transport.get_remote_server_key()
        finally:
            transport.close()
    return f"{key.get_name()} {key.get_base64()}"


def curved() -> bytes:
    root = make_root()
    return seal(make_server(ServerOrder("vpn.example.com", key="ec:256"), root), "cisco123")


def with_curved_import(lab: Lab) -> None:
    data = curved()
    lab.call(lambda: lab["r1"].router.flash.write("x.p12", data))
    said = lab.configure("r1", "crypto pki import TP pkcs12 bootflash:x.p12 password cisco123")
    assert "Imported PKCS12 file successfully" in said


def test_the_host_key_is_one_of_the_routers_keys_by_name(lab: Lab) -> None:
    assert shown(lab) == lab["r1"].host_key
    assert "Key name: r1.example.com\n" in lab.show("r1", "show crypto key mypubkey rsa")


def test_zeroizing_every_key_turns_ssh_off_for_the_next_and_not_for_those_inside(lab: Lab) -> None:
    r1 = lab["r1"]
    inside = paramiko.SSHClient()
    inside.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - the key is the point elsewhere
    inside.connect(r1.host, r1.port, r1.username, r1.password, look_for_keys=False, allow_agent=False)
    channel = inside.invoke_shell(width=200)
    lab.configure("r1", ZEROIZE)
    assert lab.show("r1", "show ip ssh").startswith("SSH Disabled")
    with pytest.raises(paramiko.SSHException):
        shown(lab)
    channel.sendall(b"show privilege\n")
    channel.settimeout(10)
    text = ""
    while "level is 15" not in text:
        text += channel.recv(1000).decode()
    inside.close()
    assert any(entry.mnemonic == "SSH-5-DISABLED" for entry in lab.call(lambda: list(r1.router.log)))


def test_a_key_made_anew_is_another_host_key(lab: Lab) -> None:
    lab.configure("r1", ZEROIZE)
    lab.configure("r1", "crypto key generate rsa modulus 2048")
    assert lab.show("r1", "show ip ssh").startswith("SSH Enabled")
    assert shown(lab).startswith("ssh-rsa ")
    assert shown(lab) != lab["r1"].host_key


def test_without_its_own_key_ssh_takes_the_next_one_of_the_router(lab: Lab) -> None:
    lab.configure("r1", "crypto key zeroize rsa r1.example.com")
    assert shown(lab) != lab["r1"].host_key
    lab.configure("r1", "ip ssh rsa keypair-name nobody-made-it")
    assert lab.show("r1", "show ip ssh").startswith("SSH Disabled")


def test_keys_that_were_not_saved_are_as_before_after_a_reload(lab: Lab) -> None:
    lab.configure("r1", ZEROIZE)
    lab.call(lab["r1"].router.reload)
    assert shown(lab) == lab["r1"].host_key


def test_an_imported_elliptic_key_becomes_a_host_key_that_nobody_knows(lab: Lab) -> None:
    with_curved_import(lab)
    assert shown(lab).startswith("ecdsa-sha2-nistp256 ")
    # Whoever asks for the kind that is on record still gets it.
    assert shown(lab, *RSA) == lab["r1"].host_key
    lab.configure("r1", "ip ssh server algorithm hostkey rsa-sha2-512 rsa-sha2-256")
    assert shown(lab) == lab["r1"].host_key
    with pytest.raises(paramiko.SSHException):
        shown(lab, *CURVED)


def test_an_elliptic_key_that_is_removed_is_a_host_key_no_longer(lab: Lab) -> None:
    with_curved_import(lab)
    lab.configure("r1", "crypto key zeroize ec TP")
    assert shown(lab) == lab["r1"].host_key


def test_an_elliptic_key_is_no_host_key_where_the_release_does_not_do_so() -> None:
    with running_lab(RouterSpec("r1", quirks=Quirks(ecdsa_host_key=False))) as lab:
        lab.configure("r1", "crypto key generate ec keysize 256 label MINE")
        assert "Key name: MINE\nKey type: EC KEYS" in lab.show("r1", "show crypto key mypubkey ec")
        assert shown(lab) == lab["r1"].host_key
