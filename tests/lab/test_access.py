"""Who gets in, at which privilege, with which algorithms; and who is refused."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
import scp
from netmiko import ConnectHandler, NetmikoAuthenticationException

from lab.testing import Lab, RouterSpec, running_lab

pytestmark = pytest.mark.ssh
PASSWORD = "lab-password"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", release="17.9.4", password=PASSWORD)) as started:
        yield started


@contextlib.contextmanager
def client(
    lab: Lab,
    username: str = "admin",
    password: str = PASSWORD,
    **extra: Any,  # noqa: ANN401 - paramiko's
) -> Iterator[paramiko.SSHClient]:
    made = paramiko.SSHClient()
    made.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - the key is not the point here
    try:
        made.connect(
            lab["r1"].host,
            lab["r1"].port,
            username,
            password,
            look_for_keys=False,
            allow_agent=False,
            timeout=10,
            **extra,
        )
        yield made
    finally:
        made.close()


def privilege(lab: Lab, username: str = "admin", password: str = PASSWORD) -> str:
    with client(lab, username, password) as made:
        shown: bytes = made.exec_command("show privilege")[1].read()
        return shown.decode().strip()


def put(lab: Lab, tmp_path: Path, username: str = "admin", password: str = PASSWORD) -> None:
    source = tmp_path / "x.txt"
    source.write_text("hello\n")
    with client(lab, username, password) as made, scp.SCPClient(made.get_transport()) as copier:
        copier.put(str(source), "bootflash:/x.txt")


AAA = "aaa new-model\naaa authentication login default local\n"


def test_a_user_lands_at_the_users_privilege(lab: Lab) -> None:
    lab.configure(
        "r1", "username low privilege 3 password low-password\nusername plain password plain-password"
    )
    assert privilege(lab) == "Current privilege level is 15"
    assert privilege(lab, "low", "low-password") == "Current privilege level is 3"
    assert privilege(lab, "plain", "plain-password") == "Current privilege level is 1"


def test_aaa_without_exec_authorization_leaves_the_administrator_at_privilege_1(
    lab: Lab, tmp_path: Path
) -> None:
    lab.configure("r1", AAA)
    assert privilege(lab) == "Current privilege level is 1"
    with pytest.raises(scp.SCPException, match=r"Privilege denied\."):
        put(lab, tmp_path)


def test_exec_authorization_gives_the_privilege_back(lab: Lab, tmp_path: Path) -> None:
    lab.configure("r1", AAA + "aaa authorization exec default local\n")
    assert privilege(lab) == "Current privilege level is 15"
    put(lab, tmp_path)
    assert lab["r1"].router.flash.read("x.txt") == b"hello\n"


def test_a_login_list_whose_servers_never_answer_lets_nobody_in(lab: Lab) -> None:
    lab.configure("r1", "aaa new-model\naaa authentication login default group tacacs+\n")
    with pytest.raises(paramiko.AuthenticationException), client(lab):
        pass


def test_a_vty_may_name_a_list_of_its_own(lab: Lab) -> None:
    lab.configure(
        "r1",
        "aaa new-model\naaa authentication login default local\naaa authentication login NOBODY group tacacs+\n"
        "line vty 0 15\n login authentication NOBODY\n",
    )
    with pytest.raises(paramiko.AuthenticationException), client(lab):
        pass


def test_an_enable_secret_raises_a_user_to_privilege_15(lab: Lab) -> None:
    lab.configure("r1", "username low password low-password\nenable secret enable-password")
    r1 = lab["r1"]
    place = {"device_type": "cisco_xe", "host": r1.host, "port": r1.port}
    with ConnectHandler(**place, username="low", password="low-password", secret="enable-password") as made:
        assert made.find_prompt() == "r1>"
        made.enable()
        assert made.find_prompt() == "r1#"


@pytest.mark.parametrize(
    "kind", ["password 0 {}", "password 7 {}", "secret 0 {}", "secret 5 {}", "secret 8 {}", "secret 9 {}"]
)
def test_every_type_of_password_is_verified(lab: Lab, kind: str) -> None:
    from lab import credentials

    stored = {
        "password 7 {}": credentials.type7("wanted-password", 5),
        "secret 5 {}": credentials.type5("wanted-password", "abcd"),
        "secret 8 {}": credentials.type8("wanted-password", "abcdefghijklmn"),
        "secret 9 {}": credentials.type9("wanted-password", "abcdefghijklmn"),
    }.get(kind, "wanted-password")
    assert "%" not in lab.configure("r1", f"username kim privilege 15 {kind.format(stored)}")
    assert privilege(lab, "kim", "wanted-password") == "Current privilege level is 15"
    with pytest.raises(paramiko.AuthenticationException), client(lab, "kim", "other-password"):
        pass


def test_a_password_of_type_6_works_on_the_router_that_made_it(lab: Lab) -> None:
    lab.configure("r1", "key config-key password-encrypt master-key-1\npassword encryption aes")
    lab.configure("r1", "username kim password kims-password")
    line = lab.show("r1", "show running-config | include username kim")
    assert line.startswith("username kim password 6 ")
    assert "kims-password" not in line
    assert privilege(lab, "kim", "kims-password") == "Current privilege level is 1"


def test_failures_lock_a_user_but_never_an_administrator(lab: Lab) -> None:
    lab.configure(
        "r1", AAA + "aaa local authentication attempts max-fail 2\nusername kim password kims-password\n"
    )
    for name in ("kim", "kim", "admin", "admin", "admin"):
        with pytest.raises(paramiko.AuthenticationException), client(lab, name, "wrong"):
            pass
    with pytest.raises(paramiko.AuthenticationException), client(lab, "kim", "kims-password"):
        pass
    privilege(lab)
    assert any(entry.mnemonic == "AAA-5-USER_LOCKED" for entry in lab["r1"].router.log)
    lab.show("r1", "clear aaa local user lockout username kim")
    privilege(lab, "kim", "kims-password")


def test_scp_is_refused_while_its_server_is_off(lab: Lab, tmp_path: Path) -> None:
    lab.configure("r1", "no ip scp server enable")
    with pytest.raises(scp.SCPException, match=r"Administratively disabled\."):
        put(lab, tmp_path)


def test_scp_gets_what_lies_on_bootflash(lab: Lab, tmp_path: Path) -> None:
    lab.call(lambda: lab["r1"].router.flash.write("a.bin", bytes(range(256))))
    with client(lab) as made, scp.SCPClient(made.get_transport()) as copier:
        copier.get("bootflash:/a.bin", str(tmp_path / "a.bin"))
    assert (tmp_path / "a.bin").read_bytes() == bytes(range(256))


def test_scp_says_when_bootflash_is_full(lab: Lab, tmp_path: Path) -> None:
    router = lab["r1"].router
    router.flash.system = router.flash.total
    with pytest.raises(scp.SCPException, match="No space left on device"):
        put(lab, tmp_path)


def test_there_is_no_sftp(lab: Lab) -> None:
    with client(lab) as made, pytest.raises(paramiko.SSHException):
        made.open_sftp()


def test_no_more_sessions_than_vtys(lab: Lab) -> None:
    lab.configure("r1", "no line vty 5\nline vty 0 1\n")
    lab.configure("r1", "no line vty 0\nline vty 0 1\n login local\n transport input ssh\n")
    refused = pytest.raises((paramiko.SSHException, EOFError, ConnectionError))
    with client(lab), client(lab), refused, client(lab):
        pass
    deadline = time.monotonic() + 5
    while lab["r1"].router.sessions and time.monotonic() < deadline:
        time.sleep(0.01)
    privilege(lab)


def test_a_vty_without_ssh_refuses_ssh(lab: Lab) -> None:
    lab.configure("r1", "line vty 0 15\n transport input none\n")
    with pytest.raises((paramiko.SSHException, EOFError, ConnectionError)), client(lab):
        pass


def test_a_public_key_of_a_user_is_enough(lab: Lab) -> None:
    key = paramiko.RSAKey.generate(2048)
    lab.configure(
        "r1", f"ip ssh pubkey-chain\n username admin\n  key-string\n   {key.get_base64()}\n   exit\n"
    )
    with client(lab, password="", pkey=key) as made:
        assert made.exec_command("show privilege")[1].read() == b"Current privilege level is 15\r\n"
    other = paramiko.RSAKey.generate(2048)
    with pytest.raises(paramiko.SSHException), client(lab, password="", pkey=other):
        pass


def test_the_host_key_is_the_one_that_the_lab_announces(lab: Lab) -> None:
    with client(lab) as made:
        key = made.get_transport().get_remote_server_key()
    assert lab["r1"].host_key == f"ssh-rsa {key.get_base64()}"


def test_16_9_speaks_sha1_alone_and_17_9_does_not_need_it() -> None:
    modern = {
        "kex": ["diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1"],
        "keys": ["ssh-rsa"],
    }
    with running_lab(RouterSpec("r1", release="16.9.2", password=PASSWORD)) as lab:
        with pytest.raises(paramiko.SSHException), client(lab, disabled_algorithms=modern):
            pass
        with client(lab) as made:
            transport = made.get_transport()
            assert transport is not None
            assert transport.host_key_type == "ssh-rsa"
    with running_lab(RouterSpec("r1", release="17.9.4", password=PASSWORD)) as lab:  # noqa: SIM117
        with client(lab, disabled_algorithms=modern):
            pass


def test_a_wrong_password_is_an_authentication_error(lab: Lab) -> None:
    r1 = lab["r1"]
    with pytest.raises(NetmikoAuthenticationException):
        ConnectHandler(device_type="cisco_xe", host=r1.host, port=r1.port, username="admin", password="wrong")


def test_openssh_runs_a_command(lab: Lab, tmp_path: Path) -> None:
    r1 = lab["r1"]
    known = tmp_path / "known_hosts"
    known.write_text(f"[{r1.host}]:{r1.port} {r1.host_key}\n")
    askpass = tmp_path / "askpass"
    askpass.write_text(f"#!/bin/sh\necho {PASSWORD}\n")
    askpass.chmod(0o700)
    result = subprocess.run(
        ["ssh", "-p", str(r1.port), "-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=yes",
         "-o", "PreferredAuthentications=password", f"admin@{r1.host}", "show privilege"],
        env={
            "SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)
        },
        capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert b"Current privilege level is 15" in result.stdout, result.stderr


def test_a_reload_ends_sessions_and_forgets_what_was_not_saved(lab: Lab) -> None:
    lab.configure("r1", "no ip http server")
    lab.show("r1", "write memory")
    lab.configure("r1", "hostname forgotten")
    with client(lab) as made:
        shell = made.invoke_shell()
        lab.call(lab["r1"].router.reload)
        shell.settimeout(5)
        while shell.recv(1000):
            pass
    assert lab["r1"].router.hostname == "r1"
    assert lab["r1"].router.running.has("no ip http server")
    privilege(lab)


def test_an_idle_session_is_ended() -> None:
    with running_lab(RouterSpec("r1", password=PASSWORD, clock="manual")) as lab:
        lab.configure("r1", "line vty 0 15\n exec-timeout 2 30\n")
        with client(lab) as made:
            shell = made.invoke_shell()
            shell.settimeout(5)
            shell.send(b"show privilege\n")
            seen = b""
            while b"level is 15" not in seen:
                seen += shell.recv(1000)
            lab.advance("r1", 149)
            assert len(lab["r1"].router.sessions) == 1
            lab.advance("r1", 2)
            while shell.recv(1000):
                pass


def test_an_access_class_keeps_addresses_out(lab: Lab) -> None:
    lab.configure(
        "r1",
        "ip access-list standard MGMT\n permit 198.51.100.0 0.0.0.255\nline vty 0 15\n access-class MGMT in\n",
    )
    with pytest.raises((paramiko.SSHException, EOFError, ConnectionError)), client(lab):
        pass
    lab.configure("r1", "ip access-list standard MGMT\n permit host 127.0.0.1\n")
    privilege(lab)


def test_autocommand_logout_keeps_a_vpn_user_off_the_command_line(lab: Lab) -> None:
    lab.configure(
        "r1", AAA + "aaa authorization exec default local\nusername kim privilege 0 password kims-password\n"
        "username kim autocommand logout\n"
    )  # fmt: skip
    with client(lab, "kim", "kims-password") as made:
        shell = made.invoke_shell()
        shell.settimeout(5)
        seen = b""
        while data := shell.recv(1000):
            seen += data
    assert b">" not in seen


def test_a_chosen_key_exchange_holds_for_the_next_connection(lab: Lab) -> None:
    lab.configure("r1", "ip ssh server algorithm kex diffie-hellman-group14-sha1\n")
    with (
        pytest.raises(paramiko.SSHException),
        client(lab, disabled_algorithms={"kex": ["diffie-hellman-group14-sha1"]}),
    ):
        pass
    privilege(lab)


def test_a_booting_router_is_away_and_comes_back() -> None:
    with running_lab(RouterSpec("r1", password=PASSWORD, boot_seconds=0.3)) as lab:
        lab.call(lab["r1"].router.reload)
        with pytest.raises((paramiko.SSHException, OSError)), client(lab):
            pass
        deadline = time.monotonic() + 5
        seen = ""
        while not seen and time.monotonic() < deadline:
            with contextlib.suppress(paramiko.SSHException, OSError):
                seen = privilege(lab)
        assert seen == "Current privilege level is 15"


def test_openssh_copies_a_file_with_the_old_protocol(lab: Lab, tmp_path: Path) -> None:
    r1 = lab["r1"]
    source = tmp_path / "profile.xml"
    source.write_bytes(b"<x/>" * 5000)
    askpass = tmp_path / "askpass"
    askpass.write_text(f"#!/bin/sh\necho {PASSWORD}\n")
    askpass.chmod(0o700)
    result = subprocess.run(
        ["scp", "-O", "-P", str(r1.port), "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no",
         "-o", "PreferredAuthentications=password", str(source), f"admin@{r1.host}:bootflash:/profile.xml"],
        env={
            "SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)
        },
        capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert r1.router.flash.read("profile.xml") == source.read_bytes()
