"""``login block-for`` and banners, as a client at the door meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import paramiko
import pytest

from lab.testing import Lab, RouterSpec, running_lab

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.ssh
BLOCK = "login block-for 100 attempts 3 within 60"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", clock="manual")) as started:
        yield started


def try_in(lab: Lab, password: str = "") -> str:
    """What becomes of a log-in: in, refused, or shut out."""
    r1 = lab["r1"]
    made = paramiko.SSHClient()
    made.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - the key is not the point here
    try:
        made.connect(
            r1.host,
            r1.port,
            r1.username,
            password or r1.password,
            look_for_keys=False,
            allow_agent=False,
            banner_timeout=30,
        )
    except paramiko.AuthenticationException:
        return "refused"
    except (paramiko.SSHException, OSError, EOFError):
        return "shut out"
    finally:
        made.close()
    return "in"


def test_too_many_failures_shut_everybody_out_for_a_while(lab: Lab) -> None:
    lab.configure("r1", BLOCK)
    assert [try_in(lab, "wrong") for _ in range(3)] == ["refused"] * 3
    assert try_in(lab) == "shut out"
    assert "Router presently in Quiet-Mode.\n" in lab.show("r1", "show login")
    lab.advance("r1", 99)
    assert try_in(lab) == "shut out"
    lab.advance("r1", 2)
    assert try_in(lab) == "in"
    names = [entry.mnemonic for entry in lab.call(lambda: list(lab["r1"].router.log))]
    assert "SEC_LOGIN-1-QUIET_MODE_ON" in names
    assert "SEC_LOGIN-5-QUIET_MODE_OFF" in names


def test_failures_that_are_long_past_do_not_count(lab: Lab) -> None:
    lab.configure("r1", BLOCK)
    for _ in range(4):
        assert try_in(lab, "wrong") == "refused"
        lab.advance("r1", 31)
    assert "Present login failure count 1." in lab.show("r1", "show login")


def test_an_access_list_lets_its_addresses_in_all_the_same(lab: Lab) -> None:
    lab.configure("r1", f"{BLOCK}\nlogin quiet-mode access-class FRIENDS\n")
    lab.configure("r1", "ip access-list standard FRIENDS\n permit 127.0.0.1")
    assert [try_in(lab, "wrong") for _ in range(4)] == ["refused"] * 4
    assert try_in(lab) == "in"


def test_without_the_line_nobody_is_shut_out(lab: Lab) -> None:
    assert [try_in(lab, "wrong") for _ in range(6)] == ["refused"] * 6
    assert try_in(lab) == "in"
    assert "NOT enabled to watch for login Attacks" in lab.show("r1", "show login")


def test_the_lines_are_rendered_as_entered(lab: Lab) -> None:
    lab.configure("r1", BLOCK)
    assert lab.show("r1", "show running-config | include block-for") == BLOCK + "\n"


def screen(lab: Lab) -> tuple[str, str]:
    """What a client is shown before the password, and before the first prompt."""
    r1 = lab["r1"]
    made = paramiko.SSHClient()
    made.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - the key is not the point here
    made.connect(r1.host, r1.port, r1.username, r1.password, look_for_keys=False, allow_agent=False)
    try:
        before = made.get_transport().get_banner() or b""
        channel = made.invoke_shell(width=200)
        channel.settimeout(10)
        text = ""
        while not text.endswith("r1#"):
            text += channel.recv(1000).decode()
    finally:
        made.close()
    return before.decode().replace("\r\n", "\n"), text.replace("\r\n", "\n")


def test_each_banner_comes_at_its_time(lab: Lab) -> None:
    lab.configure("r1", "banner login #Staff only\nof $(hostname).$(domain)#")
    lab.configure("r1", "banner motd #Maintenance on Sunday#")
    lab.configure("r1", "banner exec #Welcome to $(hostname)#")
    before, after = screen(lab)
    assert before == "\nStaff only\nof r1.example.com\n"
    assert after == "\nMaintenance on Sunday\n\nWelcome to r1\n\nr1#"


def test_without_banners_nothing_is_shown(lab: Lab) -> None:
    assert screen(lab) == ("", "\nr1#")
