"""netmiko: all that its cisco_xe class does to configuration, privilege, files, paging and long output."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from netmiko import BaseConnection, ConnectHandler, InLineTransfer, SSHDetect, file_transfer
from netmiko.cisco import CiscoIosFileTransfer
from netmiko.exceptions import ConfigInvalidException, NetmikoAuthenticationException

from lab.testing import Lab
from tests.lab.document import TYPED
from tests.witnesses.marks import by

pytestmark = pytest.mark.ssh
witness = by("netmiko")
RELEASES = ("16.9.2", "17.9.4", "26.2.1")


def connect(lab: Lab, **changes: Any) -> BaseConnection:  # noqa: ANN401 - netmiko takes dozens of kinds
    r1 = lab["r1"]
    settings = {"username": r1.username, "password": r1.password, "device_type": "cisco_xe", **changes}
    return ConnectHandler(host=r1.host, port=r1.port, **settings)


@pytest.fixture
def device(lab: Lab) -> Iterator[BaseConnection]:
    connection = connect(lab)
    yield connection
    connection.disconnect()


@witness("ConnectHandler", "find_prompt", "is_alive", "disconnect")
@pytest.mark.parametrize("release", [pytest.param(r, marks=pytest.mark.release(r)) for r in RELEASES])
def test_a_session_opens_and_closes(lab: Lab, release: str) -> None:
    connection = connect(lab)
    assert connection.find_prompt() == "r1#"
    assert connection.is_alive()
    assert release in connection.send_command("show version")
    connection.disconnect()
    assert not connection.is_alive()


@witness("SSHDetect.autodetect")
@pytest.mark.heavy
def test_the_kind_of_device_is_recognised(lab: Lab) -> None:
    r1 = lab["r1"]
    guess = SSHDetect(
        device_type="autodetect", host=r1.host, port=r1.port, username=r1.username, password=r1.password
    )
    assert guess.autodetect() in ("cisco_ios", "cisco_xe")
    lab.call(lab["r1"].router.unknown.clear)  # asks in the words of every make of device


@witness("ConnectHandler (wrong password)")
def test_a_wrong_password_is_refused(lab: Lab) -> None:
    with pytest.raises(NetmikoAuthenticationException):
        connect(lab, password="wrong")


@witness("enable", "check_enable_mode", "exit_enable_mode")
def test_privileges_are_gained_and_given_up(lab: Lab) -> None:
    lab.configure("r1", "username low password 0 lowly\nenable secret 0 top-secret")
    connection = connect(lab, username="low", password="lowly", secret="top-secret")
    assert not connection.check_enable_mode()
    connection.enable()
    assert connection.check_enable_mode()
    assert connection.send_command("show privilege") == "Current privilege level is 15"
    connection.exit_enable_mode()
    assert not connection.check_enable_mode()
    connection.disconnect()


@witness("enable (wrong secret)")
def test_a_wrong_enable_secret_is_a_value_error(lab: Lab) -> None:
    lab.configure("r1", "aaa new-model\nusername low password 0 lowly\nenable secret 0 top-secret")
    connection = connect(lab, username="low", password="lowly", secret="wrong")
    with pytest.raises(ValueError, match="enable"):
        connection.enable()
    connection.disconnect()


@witness("config_mode", "check_config_mode", "exit_config_mode")
def test_configuration_mode_is_entered_and_left(device: BaseConnection) -> None:
    device.config_mode()
    assert device.check_config_mode()
    device.exit_config_mode()
    assert not device.check_config_mode()


@witness("send_config_set")
def test_the_documents_lines_are_sent_one_by_one(lab: Lab, device: BaseConnection) -> None:
    lab.call(lambda: lab["r1"].router.flash.write("acvpn.xml", b"x"))
    said = device.send_config_set(TYPED.splitlines(), error_pattern=r"^%")
    assert said.rstrip().endswith("r1#")
    assert " virtual-template 100\n" in lab.show("r1", "show running-config")


@witness("send_config_set (cmd_verify=False)", "send_config_set (exit_config_mode=False)")
def test_lines_are_sent_without_waiting_for_their_echo(lab: Lab, device: BaseConnection) -> None:
    device.send_config_set(["interface Loopback7", "description x"], cmd_verify=False, exit_config_mode=False)
    assert device.check_config_mode()
    device.exit_config_mode()
    assert "interface Loopback7\n description x\n" in lab.show("r1", "show running-config")


@witness("send_config_set (a 490 character line)")
def test_a_line_as_long_as_a_terminal_takes_it_arrives_whole(lab: Lab, device: BaseConnection) -> None:
    text = "x" * 200
    device.send_config_set(["interface Loopback7", f"description {text}"])
    assert text in lab.show("r1", "show running-config")


@witness("send_config_set (error_pattern)")
@pytest.mark.unknown("(config) bogus line")
def test_a_line_that_is_no_command_raises(device: BaseConnection) -> None:
    with pytest.raises(ConfigInvalidException):
        device.send_config_set(["bogus line"], error_pattern="Invalid input")
    device.exit_config_mode()


@witness("send_config_from_file")
def test_lines_are_read_from_a_file(lab: Lab, device: BaseConnection, tmp_path: Path) -> None:
    source = tmp_path / "lines.cfg"
    source.write_text("ip local pool P 192.0.2.9 192.0.2.10\n", encoding="utf-8")
    device.send_config_from_file(str(source))
    assert "ip local pool P 192.0.2.9 192.0.2.10" in lab.show("r1", "show running-config")


@witness("save_config", "save_config (copy running-config startup-config)")
def test_the_configuration_is_saved_in_both_ways(lab: Lab, device: BaseConnection) -> None:
    device.send_config_set(["ip local pool P 192.0.2.9"])
    assert "[OK]" in device.save_config()
    assert "ip local pool P 192.0.2.9" in str(lab["r1"].router.startup)
    device.send_config_set(["no ip local pool P"])
    device.save_config(cmd="copy running-config startup-config", confirm=True)
    assert "ip local pool P" not in str(lab["r1"].router.startup)


@witness("send_multiline", "send_multiline_timing")
def test_questions_are_answered_in_turn(lab: Lab, device: BaseConnection) -> None:
    device.send_multiline(
        [
            ["copy running-config bootflash:/a.cfg", r"Destination filename"],
            ["\n", r"bytes copied"],
            ["delete bootflash:/a.cfg", r"Delete filename"],
            ["\n", r"confirm"],
            ["\n", ""],
        ]
    )
    assert not lab["r1"].router.flash.exists("a.cfg")
    device.send_multiline_timing(["copy running-config bootflash:/b.cfg", "\n"])
    assert lab["r1"].router.flash.exists("b.cfg")


@witness("send_command", "send_command (expect_string)", "send_command_timing", "send_command_expect")
def test_one_question_is_asked_in_four_ways(device: BaseConnection) -> None:
    assert device.send_command("show privilege") == "Current privilege level is 15"
    assert "15" in device.send_command("show privilege", expect_string=r"#")
    assert "15" in device.send_command_timing("show privilege")
    assert "15" in device.send_command_expect("show privilege")


@witness("send_command (use_textfsm)")
@pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")
def test_structured_output_has_the_routers_values(device: BaseConnection) -> None:
    rows = device.send_command("show ip interface brief", use_textfsm=True)
    assert isinstance(rows, list)
    assert {row["interface"]: row["ip_address"] for row in rows}["GigabitEthernet1"] == "192.0.2.1"


@witness("send_command (2 MB of output)")
def test_long_output_arrives_whole(lab: Lab, device: BaseConnection) -> None:
    text = "\n".join(f"line {number:06} of a very long file" for number in range(60_000)) + "\n"
    lab.call(lambda: lab["r1"].router.flash.write("long.txt", text.encode()))
    said = device.send_command("more bootflash:/long.txt", read_timeout=60)
    assert str(said).strip() == text.strip()


@witness("disable_paging", "set_terminal_width", "paging left on")
def test_a_page_waits_until_paging_is_off(lab: Lab, device: BaseConnection) -> None:
    device.send_command("terminal length 24")
    first = device.send_command("show running-config", expect_string=r"--More--")
    assert str(first).count("\n") <= 24
    device.write_channel("q")
    device.read_until_prompt()
    device.disable_paging()
    whole = str(device.send_command("show running-config"))
    assert whole.strip().splitlines() == lab.show("r1", "show running-config").strip().splitlines()
    device.set_terminal_width("terminal width 511")


@witness("set_base_prompt (renamed in the middle)")
def test_a_router_is_renamed_in_the_middle_of_a_session(device: BaseConnection) -> None:
    device.send_config_set(["hostname a-name-far-longer-than-the-prompt-shows"])
    device.set_base_prompt()
    assert device.base_prompt == "a-name-far-longe"
    device.config_mode()
    device.exit_config_mode()


@witness("file_transfer put (SCP)", "file_transfer get (SCP)", "file_transfer (verify, overwrite)")
@pytest.mark.parametrize("release", [pytest.param(r, marks=pytest.mark.release(r)) for r in RELEASES])
def test_files_go_both_ways_by_scp(lab: Lab, device: BaseConnection, tmp_path: Path, release: str) -> None:
    del release
    source, back = tmp_path / "up.bin", tmp_path / "down.bin"
    source.write_bytes(bytes(range(256)) * 400)
    move = partial(file_transfer, device, file_system="bootflash:")
    put = move(source_file=str(source), dest_file="x.bin", direction="put")
    assert put == {"file_exists": True, "file_transferred": True, "file_verified": True}
    assert lab["r1"].router.flash.read("x.bin") == source.read_bytes()
    assert move(source_file="x.bin", dest_file=str(back), direction="get")["file_verified"]
    assert back.read_bytes() == source.read_bytes()
    source.write_bytes(b"changed")
    move(source_file=str(source), dest_file="x.bin", direction="put", overwrite_file=True)
    assert lab["r1"].router.flash.read("x.bin") == b"changed"


@witness("file_transfer (in-line Tcl)")
def test_text_goes_in_line_through_the_tcl_shell(lab: Lab, device: BaseConnection, tmp_path: Path) -> None:
    source = tmp_path / "up.txt"
    source.write_text("one\ntwo words\n  indented\n", encoding="utf-8")
    done = file_transfer(
        device, source_file=str(source), dest_file="t.txt", file_system="bootflash:", inline_transfer=True
    )
    assert done["file_verified"]
    assert lab["r1"].router.flash.read("t.txt").decode().split() == source.read_text().split()


@witness("InLineTransfer")
@pytest.mark.heavy
def test_a_text_of_ones_own_goes_in_line(lab: Lab, device: BaseConnection) -> None:
    with InLineTransfer(
        device, dest_file="u.txt", source_config="hostname x\nend\n", file_system="bootflash:"
    ) as transfer:
        transfer.transfer_file()
        assert transfer.verify_file()
    assert lab["r1"].router.flash.exists("u.txt")


@witness(
    "CiscoIosFileTransfer.remote_space_available",
    "CiscoIosFileTransfer.check_file_exists",
    "CiscoIosFileTransfer.remote_file_size",
    "CiscoIosFileTransfer.remote_md5",
    "CiscoIosFileTransfer.compare_md5",
)
def test_what_lies_on_bootflash_is_read(lab: Lab, device: BaseConnection, tmp_path: Path) -> None:
    source = tmp_path / "up.txt"
    source.write_bytes(b"twelve bytes")
    flash = lab["r1"].router.flash
    with CiscoIosFileTransfer(device, str(source), "f.txt", file_system="bootflash:") as transfer:
        assert transfer.remote_space_available() == flash.free
        assert not transfer.check_file_exists()
        transfer.put_file()
        assert transfer.check_file_exists()
        assert transfer.remote_file_size(remote_file="f.txt") == 12
        assert transfer.remote_md5() == hashlib.md5(b"twelve bytes").hexdigest()  # noqa: S324 - IOS has it
        assert transfer.compare_md5()


@witness("CiscoIosFileTransfer.enable_scp", "CiscoIosFileTransfer.disable_scp")
def test_the_scp_server_is_switched(lab: Lab, device: BaseConnection, tmp_path: Path) -> None:
    source = tmp_path / "up.txt"
    source.write_bytes(b"x")
    with CiscoIosFileTransfer(device, str(source), "f.txt", file_system="bootflash:") as transfer:
        transfer.disable_scp()
        assert "ip scp server enable" not in lab.show("r1", "show running-config")
        transfer.enable_scp()
        assert "ip scp server enable" in lab.show("r1", "show running-config")


@witness("cleanup")
def test_leaving_from_a_sub_mode_frees_the_line(lab: Lab) -> None:
    connection = connect(lab)
    connection.config_mode()
    connection.write_channel("interface Loopback9\n")
    connection.read_until_pattern(r"config-if")
    connection.disconnect()
    until = time.monotonic() + 5
    while lab.call(lambda: len(lab["r1"].router.sessions)) and time.monotonic() < until:
        time.sleep(0.01)
    assert lab.call(lambda: len(lab["r1"].router.sessions)) == 0
