"""Each fault, as a client over real SSH meets it; and that it goes away again."""

from __future__ import annotations

import contextlib
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import paramiko
import pytest

from lab.fault import (
    ClockOff,
    FullFlash,
    FullVtys,
    Latency,
    Question,
    Refuse,
    Reload,
    Reset,
    Silence,
    Slow,
    SlowScp,
    Syslog,
)
from lab.quirks import Quirks
from lab.testing import Lab, RouterSpec, running_lab

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.ssh
PATIENCE = 10.0
BRIEF = 0.3
GONE = (OSError, EOFError, paramiko.SSHException)


@pytest.fixture
def lab() -> Iterator[Lab]:
    with running_lab(RouterSpec("r1", clock="manual")) as started:
        yield started


@contextlib.contextmanager
def client(lab: Lab, patience: float = PATIENCE) -> Iterator[paramiko.SSHClient]:
    r1 = lab["r1"]
    kind, blob = r1.host_key.split()
    made = paramiko.SSHClient()
    made.get_host_keys().add(
        f"[{r1.host}]:{r1.port}", kind, paramiko.PKey.from_type_string(kind, _decoded(blob))
    )
    with socket.create_connection((r1.host, r1.port), PATIENCE) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            made.connect(
                r1.host,
                r1.port,
                r1.username,
                r1.password,
                look_for_keys=False,
                allow_agent=False,
                sock=raw,
                banner_timeout=patience,
                auth_timeout=patience,
            )
            yield made
        finally:
            made.close()


def _decoded(blob: str) -> bytes:
    import base64

    return base64.b64decode(blob)


class Shell:
    """An interactive session, by prompts."""

    def __init__(self, opened: paramiko.SSHClient) -> None:
        self.channel = opened.invoke_shell(width=511, height=0)
        self.channel.settimeout(PATIENCE)
        self.until("r1#")

    def until(self, end: str) -> str:
        text = ""
        while not text.endswith(end):
            data = self.channel.recv(65536)
            if not data:
                raise EOFError(text)
            text += data.decode().replace("\r\n", "\n")
        return text

    def type(self, line: str, end: str = "#") -> str:
        self.channel.sendall(f"{line}\n".encode())
        return self.until(end).partition("\n")[2]


def put(opened: paramiko.SSHClient, name: str, data: bytes) -> bytes:
    """Upload with the old protocol; what the server said to it."""
    channel = opened.get_transport().open_session()
    channel.settimeout(PATIENCE)
    channel.exec_command(f"scp -t bootflash:/{name}")
    said = channel.recv(100)
    if said == b"\0":
        channel.sendall(f"C0644 {len(data)} {name}\n".encode())
        channel.recv(100)
        channel.sendall(data + b"\0")
        said = channel.recv(1000)
    channel.close()
    return bytes(said)


def running(lab: Lab, pattern: str) -> list[str]:
    return lab.show("r1", f"show running-config | include {pattern}").splitlines()


def test_every_packet_is_late_by_the_latency_and_no_longer_once_it_is_cleared(lab: Lab) -> None:
    with client(lab) as opened:
        shell = Shell(opened)
        lab.fault("r1", Latency(seconds=0.2))
        began = time.monotonic()
        shell.type("show privilege")
        assert time.monotonic() - began >= 0.4
        lab.fault("r1", Latency(seconds=2 * PATIENCE))
        lab.clear_faults("r1")
        shell.type("show privilege")


def test_jitter_keeps_the_order_of_bytes(lab: Lab) -> None:
    lab.fault("r1", Latency(seconds=0.0, jitter=0.02))
    with client(lab) as opened:
        shell = Shell(opened)
        shell.type("terminal length 0")
        shown = shell.type("show running-config")
    assert shown.removesuffix("r1#") == lab.show("r1", "show running-config")


def test_jitter_is_drawn_from_the_seed(lab: Lab) -> None:
    def drawn(seed: int) -> list[float]:
        lab.clear_faults("r1")
        lab.fault("r1", Latency(seconds=1.0, jitter=1.0), seed=seed)
        return lab.call(lambda: [lab["r1"].router.faults._delay() for _ in range(5)])

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_a_slow_command_takes_its_time(lab: Lab) -> None:
    lab.fault("r1", Slow(at="^show clock", seconds=0.5))
    lab.fault("r1", Slow(at="^show version", seconds=2 * PATIENCE))
    with client(lab) as opened:
        shell = Shell(opened)
        began = time.monotonic()
        shell.type("show privilege")
        shell.type("show clock")
        assert time.monotonic() - began >= 0.5


def test_a_reset_before_a_command_means_that_it_was_not_run(lab: Lab) -> None:
    lab.fault("r1", Reset(at="^delete"))
    lab.call(lambda: lab["r1"].router.flash.write("x", b"x"))
    with client(lab) as opened:
        shell = Shell(opened)
        with pytest.raises(GONE):
            shell.type("delete /force bootflash:x")
    assert lab.call(lambda: lab["r1"].router.flash.exists("x"))
    with client(lab) as again:
        Shell(again).type("delete /force bootflash:x")
    assert not lab.call(lambda: lab["r1"].router.flash.exists("x"))


def test_a_reset_after_a_command_means_that_it_was_run_and_nobody_was_told(lab: Lab) -> None:
    lab.fault("r1", Reset(at="^delete", when="after"))
    lab.call(lambda: lab["r1"].router.flash.write("x", b"x"))
    with client(lab) as opened:
        shell = Shell(opened)
        with pytest.raises(GONE):
            shell.type("delete /force bootflash:x")
    assert not lab.call(lambda: lab["r1"].router.flash.exists("x"))


def test_a_fault_at_the_second_such_command_spares_the_first(lab: Lab) -> None:
    lab.fault("r1", Reset(at="^show clock", skip=1))
    with client(lab) as opened:
        shell = Shell(opened)
        assert "UTC" in shell.type("show clock")
        with pytest.raises(GONE):
            shell.type("show clock")


def test_a_reset_after_bytes_lets_just_these_through(lab: Lab) -> None:
    banner = b"SSH-2.0-Cisco-1.25\r\n"
    lab.fault("r1", Reset(after_bytes=len(banner)))
    r1 = lab["r1"]
    with socket.create_connection((r1.host, r1.port), PATIENCE) as raw:
        assert raw.recv(len(banner), socket.MSG_WAITALL) == banner
        raw.sendall(b"S")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_reset_in_the_middle_of_an_upload_leaves_no_file(lab: Lab) -> None:
    lab.fault("r1", Reset(at="^scp", after_bytes=40_000))
    # paramiko notices while it sends, or while it waits for the answer.
    with client(lab) as opened, contextlib.suppress(*GONE):
        assert put(opened, "x", bytes(100_000)) == b""
    assert not lab.call(lambda: lab["r1"].router.flash.exists("x"))


def test_what_arrived_of_a_file_stays_where_a_router_keeps_it() -> None:
    data = bytes(range(256)) * 400
    with running_lab(RouterSpec("r1", quirks=Quirks(scp_keeps_partial=True))) as lab:
        lab.fault("r1", Reset(at="^scp", after_bytes=40_000))
        with client(lab) as opened, contextlib.suppress(*GONE):
            put(opened, "x", data)
        flash = lab["r1"].router.flash
        assert wait_until(lambda: lab.call(lambda: flash.exists("x")))
        kept = lab.call(lambda: flash.read("x"))
        assert 0 < len(kept) < 40_000
        assert data.startswith(kept)
        lab.fault("r1", FullFlash(free=8192))
        with client(lab) as opened:
            assert b"No space left on device" in put(opened, "y", data)
        assert lab.call(lambda: flash.read("y")) == data[:8192]


def test_connections_that_stand_are_reset_now_and_later_ones_are_not(lab: Lab) -> None:
    with client(lab) as one, client(lab) as two:
        shells = [Shell(one), Shell(two)]
        lab.fault("r1", Reset())
        for shell in shells:
            with pytest.raises(GONE):
                shell.type("show clock")
    with client(lab) as opened:
        assert "UTC" in Shell(opened).type("show clock")


def test_a_silent_connection_answers_nothing_until_the_fault_is_cleared(lab: Lab) -> None:
    with client(lab) as opened:
        shell = Shell(opened)
        lab.fault("r1", Silence())
        shell.channel.settimeout(BRIEF)
        with pytest.raises(TimeoutError):
            shell.type("show clock")
        with pytest.raises(paramiko.SSHException), client(lab, BRIEF):
            pass
        shell.channel.settimeout(PATIENCE)
        lab.clear_faults("r1")
        assert "UTC" in shell.until("r1#")


def test_a_silence_keeps_the_terminal_line_of_a_client_that_went_away(lab: Lab) -> None:
    with client(lab) as opened:
        Shell(opened)
        lab.fault("r1", Silence())
    assert "vty 0" in lab.show("r1", "show users")
    lab.clear_faults("r1")
    assert wait_until(lambda: "vty 0" not in lab.show("r1", "show users"))


def wait_until(true: object) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.01)
    return False


def test_a_silence_at_a_command_passes_after_its_time_and_the_command_is_run(lab: Lab) -> None:
    lab.fault("r1", Silence(at="^show clock", seconds=0.5))
    with client(lab) as opened:
        shell = Shell(opened)
        began = time.monotonic()
        assert "UTC" in shell.type("show clock")
        assert time.monotonic() - began >= 0.5


def test_a_router_that_is_cut_off_at_a_command_answers_no_new_connection_either(lab: Lab) -> None:
    lab.fault("r1", Silence(at="^show clock", everywhere=True))
    with client(lab) as opened:
        shell = Shell(opened)
        shell.channel.settimeout(BRIEF)
        with pytest.raises(TimeoutError):
            shell.type("show clock")
        with pytest.raises(paramiko.SSHException), client(lab, BRIEF):
            pass
        lab.clear_faults("r1")
        with client(lab):
            pass


def test_slow_scp_takes_as_long_as_its_rate_says(lab: Lab) -> None:
    lab.fault("r1", SlowScp(bytes_per_second=100_000))
    with client(lab) as opened:
        began = time.monotonic()
        assert put(opened, "x", bytes(50_000)) == b"\0"
    assert time.monotonic() - began >= 0.5


def test_a_full_flash_takes_no_file_until_the_fault_is_cleared(lab: Lab) -> None:
    lab.fault("r1", FullFlash(free=8192))
    assert "(8192 bytes free)" in lab.show("r1", "dir bootflash:")
    with client(lab) as opened:
        assert b"No space left on device" in put(opened, "x", bytes(9000))
    with client(lab) as opened:
        assert put(opened, "y", bytes(100)) == b"\0"
    lab.clear_faults("r1", "flash")
    with client(lab) as opened:
        assert put(opened, "x", bytes(9000)) == b"\0"


def test_lines_are_refused_by_pattern_typed_and_copied(lab: Lab) -> None:
    lab.fault("r1", Refuse(line="^ip local pool"))
    merge = b"ip local pool P 192.0.2.9\nip domain name example.net\nend\n"
    lab.call(lambda: lab["r1"].router.flash.write("m", merge))
    with client(lab) as opened:
        shell = Shell(opened)
        shell.type("configure terminal")
        said = shell.type("ip local pool P 192.0.2.9")
        assert said.splitlines()[:2] == [
            " " * len("r1(config)#") + "^",
            "% Invalid input detected at '^' marker.",
        ]
        shell.type("end")
        shell.type("copy bootflash:m running-config", "]? ")
        assert "% Invalid input detected at '^' marker." in shell.type("")
    assert running(lab, "local pool|example.net") == ["ip domain name example.net"]


def test_a_pattern_for_configuration_spares_the_show_that_looks_for_it(lab: Lab) -> None:
    lab.configure("r1", "ip local pool P 192.0.2.9")
    lab.fault("r1", Refuse(line="local pool"))
    with client(lab) as opened:
        shell = Shell(opened)
        assert "ip local pool P 192.0.2.9" in shell.type("show running-config | include local pool")
        lab.fault("r1", Refuse(line="write memory"))
        assert "% Invalid input detected" in shell.type("write memory")


def test_a_line_may_be_dropped_without_a_word(lab: Lab) -> None:
    lab.fault("r1", Refuse(line="^ip domain name", silently=True, times=1))
    with client(lab) as opened:
        shell = Shell(opened)
        shell.type("configure terminal")
        assert shell.type("ip domain name example.net") == "r1(config)#"
        assert running(lab, "example.net") == []
        shell.type("ip domain name example.net")
    assert running(lab, "example.net") == ["ip domain name example.net"]


def test_a_boot_and_a_rollback_take_what_is_refused(lab: Lab) -> None:
    lab.configure("r1", "ip local pool P 192.0.2.9")
    lab.show("r1", "write memory")
    lab.fault("r1", Refuse(line="^ip local pool"))
    lab.call(lab["r1"].router.reload)
    assert running(lab, "local pool") == ["ip local pool P 192.0.2.9"]
    lab.clear_faults("r1")
    lab.configure("r1", "no ip local pool P")
    lab.fault("r1", Refuse(line="^ip local pool"))
    lab.show("r1", "configure replace nvram:startup-config force")
    assert running(lab, "local pool") == ["ip local pool P 192.0.2.9"]


@pytest.mark.parametrize(("answer", "left"), [("no", True), ("yes", False)])
def test_a_question_nobody_expects_decides(lab: Lab, answer: str, *, left: bool) -> None:
    lab.fault("r1", Question(at="^delete", prompt="Really? [yes/no]: "))
    lab.call(lambda: lab["r1"].router.flash.write("x", b"x"))
    with client(lab) as opened:
        shell = Shell(opened)
        shell.type("delete /force bootflash:x", "Really? [yes/no]: ")
        shell.type(answer)
    assert lab.call(lambda: lab["r1"].router.flash.exists("x")) is left


def test_a_burst_of_messages_stands_between_the_lines_of_an_answer(lab: Lab) -> None:
    lab.fault("r1", Syslog(at="^show running", count=30), seed=3)
    with client(lab) as opened:
        shell = Shell(opened)
        shell.type("terminal length 0")
        clean = shell.type("show running-config")
        shell.type("terminal monitor")
        noisy = shell.type("show running-config")
    kinds = "".join("*" if line.startswith("*") else "." for line in noisy.splitlines())
    assert kinds.count("*") == 30
    assert "*" in kinds.strip("*")[: len(kinds) // 2]
    assert "".join(line for line in noisy.splitlines(keepends=True) if not line.startswith("*")) == clean


def test_messages_reach_sessions_without_monitor_if_they_go_everywhere(lab: Lab) -> None:
    with client(lab) as opened:
        shell = Shell(opened)
        lab.fault("r1", Syslog(count=3, everywhere=True))
        shown = ""
        while shown.count("\n*") < 3:
            shown += shell.until("r1#")
        assert shown.count("\n*") == 3


def test_bursts_come_again_on_the_routers_clock_until_they_are_cleared(lab: Lab) -> None:
    router = lab["r1"].router

    def logged() -> int:
        return lab.call(lambda: len(router.log))

    before = logged()
    lab.fault("r1", Syslog(count=2, every=10))
    lab.advance("r1", 25)
    assert logged() == before + 6
    lab.clear_faults("r1")
    lab.advance("r1", 100)
    assert logged() == before + 6


def test_the_clock_is_off_until_it_is_put_right(lab: Lab) -> None:
    router = lab["r1"].router
    lab.fault("r1", ClockOff(offset=-86400 * 3))
    off = lab.call(router.clock.now)
    assert (datetime.now(UTC) - off).days in (2, 3)
    assert lab.show("r1", "show clock").startswith("*")
    lab.clear_faults("r1")
    assert not lab.show("r1", "show clock").startswith("*")
    assert (lab.call(router.clock.now) - off).days == 3


def test_nobody_gets_in_while_others_sit_on_the_vtys(lab: Lab) -> None:
    lab.fault("r1", FullVtys(free=1))
    with client(lab) as opened:
        shown = Shell(opened).type("show users")
        assert shown.count("somebody") == 15
        with pytest.raises(GONE), client(lab):
            pass
        lab.clear_faults("r1")
        with client(lab):
            pass


def test_somebody_who_sits_on_a_vty_can_be_thrown_out(lab: Lab) -> None:
    lab.fault("r1", FullVtys())
    lab.show("r1", "clear line vty 3")
    with client(lab) as opened:
        assert "*  5 vty 3     admin" in Shell(opened).type("show users")


def test_a_reload_now_drops_sessions_and_what_was_not_saved(lab: Lab) -> None:
    lab.configure("r1", "ip local pool P 192.0.2.9")
    with client(lab) as opened:
        shell = Shell(opened)
        lab.fault("r1", Reload())
        with pytest.raises(GONE):
            shell.type("show clock")
    assert running(lab, "local pool") == []


def test_a_reload_at_a_command_keeps_the_router_away_while_it_boots(lab: Lab) -> None:
    lab.fault("r1", Reload(at="^write", when="after", boot_seconds=0.5))
    lab.configure("r1", "ip local pool P 192.0.2.9")
    with client(lab) as opened, pytest.raises(GONE):
        Shell(opened).type("write memory")
    with pytest.raises(GONE), client(lab):
        pass
    assert wait_until(lambda: _answers(lab))
    assert running(lab, "local pool") == ["ip local pool P 192.0.2.9"]


def _answers(lab: Lab) -> bool:
    try:
        with client(lab):
            return True
    except GONE:
        return False
