"""OpenSSH's own ssh and scp: keys and passwords, and a person's terminal, which tmux provides."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.testing import Lab
from tests.witnesses.marks import by

pytestmark = [
    pytest.mark.ssh,
    pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH is not installed"),
]
witness = by("openssh")
terminal_witness = by("openssh in tmux")
OLD = ("-oHostKeyAlgorithms=+ssh-rsa", "-oKexAlgorithms=+diffie-hellman-group14-sha1")


@dataclass(frozen=True)
class Client:
    """The options of one client: its key, its known hosts, and who answers when it asks for a password."""

    lab: Lab
    folder: Path

    @property
    def options(self) -> list[str]:
        r1 = self.lab["r1"]
        known = self.folder / "known_hosts"
        known.write_text(f"[{r1.host}]:{r1.port} {r1.host_key}\n", encoding="utf-8")
        return [
            "-F/dev/null",
            f"-oUserKnownHostsFile={known}",
            "-oStrictHostKeyChecking=yes",
            "-oIdentitiesOnly=yes",
            f"-i{self.folder / 'key'}",
            *OLD,
        ]

    @property
    def environment(self) -> dict[str, str]:
        helper = self.folder / "askpass"
        helper.write_text(f"#!/bin/sh\necho '{self.lab['r1'].password}'\n", encoding="utf-8")
        helper.chmod(0o700)
        return {**os.environ, "SSH_ASKPASS": str(helper), "SSH_ASKPASS_REQUIRE": "force"}

    def run(self, program: str, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        r1 = self.lab["r1"]
        flag = "-P" if program == "scp" else "-p"
        return subprocess.run(
            [program, *self.options, flag, str(r1.port), *words],
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
            env=self.environment,
        )

    @property
    def target(self) -> str:
        return f"{self.lab['r1'].username}@{self.lab['r1'].host}"

    def trust_key(self) -> None:
        """Make a key and put it into the router's key chain, as an administrator types it."""
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(self.folder / "key")],
            check=True,
        )
        blob = (self.folder / "key.pub").read_text(encoding="utf-8").split()[1]
        lines = [blob[start : start + 72] for start in range(0, len(blob), 72)]
        user = self.lab["r1"].username
        text = "\n".join(
            ["ip ssh pubkey-chain", f"username {user}", "key-string", *lines, "exit", "exit", "exit"]
        )
        said = self.lab.configure("r1", text)
        assert said == ""


@pytest.fixture
def client(lab: Lab, tmp_path: Path) -> Client:
    return Client(lab, tmp_path)


RELEASES = [pytest.param(r, marks=pytest.mark.release(r)) for r in ("16.9.2", "17.9.4")]


@witness("ssh USER@HOST COMMAND (password)")
@pytest.mark.parametrize("release", RELEASES)
def test_a_command_runs_after_a_password(client: Client, release: str) -> None:
    done = client.run("ssh", client.target, "show version")
    assert release in done.stdout
    assert done.stdout.count("uptime is") == 1


@witness("ssh USER@HOST COMMAND (key)")
def test_a_key_opens_without_a_password(client: Client) -> None:
    client.trust_key()
    done = client.run("ssh", "-oPasswordAuthentication=no", client.target, "show privilege")
    assert done.stdout.strip() == "Current privilege level is 15"


@witness("ssh (a key that nobody trusts)")
def test_a_stranger_s_key_opens_nothing(client: Client, lab: Lab) -> None:
    client.trust_key()
    lab.configure("r1", "no ip ssh pubkey-chain")
    done = client.run("ssh", "-oPreferredAuthentications=publickey", client.target, "show privilege")
    assert done.returncode == 255
    assert "Permission denied" in done.stderr


@witness("ssh (another host key than the known one)")
def test_another_host_key_is_refused(client: Client, lab: Lab, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(other)], check=True)
    blob = other.with_suffix(".pub").read_text(encoding="utf-8")
    options = client.options
    (client.folder / "known_hosts").write_text(
        f"[{lab['r1'].host}]:{lab['r1'].port} {blob}", encoding="utf-8"
    )
    done = subprocess.run(
        ["ssh", *options, "-p", str(lab["r1"].port), client.target, "show privilege"],
        capture_output=True, encoding="utf-8", timeout=30, check=False, env=client.environment,
    )  # fmt: skip
    assert done.returncode == 255
    assert "IDENTIFICATION HAS CHANGED" in done.stderr


@witness("ssh < commands (a shell without a terminal)")
def test_commands_are_piped_into_a_shell(client: Client) -> None:
    done = client.run("ssh", "-T", client.target, text="show privilege\nexit\n")
    assert "Current privilege level is 15" in done.stdout


@witness("scp -O FILE HOST:bootflash:/FILE", "scp -O HOST:bootflash:/FILE FILE")
@pytest.mark.parametrize("release", RELEASES)
def test_files_go_both_ways(client: Client, lab: Lab, tmp_path: Path, release: str) -> None:
    del release
    up, down = tmp_path / "up.bin", tmp_path / "down.bin"
    up.write_bytes(bytes(range(256)) * 2000)
    client.run("scp", "-O", str(up), f"{client.target}:bootflash:/x.bin")
    assert lab["r1"].router.flash.read("x.bin") == up.read_bytes()
    client.run("scp", "-O", f"{client.target}:bootflash:/x.bin", str(down))
    assert down.read_bytes() == up.read_bytes()


@witness("scp -O (key)")
def test_a_key_copies_too(client: Client, lab: Lab, tmp_path: Path) -> None:
    client.trust_key()
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    client.run(
        "scp", "-O", "-oPasswordAuthentication=no", str(tmp_path / "a.txt"), f"{client.target}:flash:a.txt"
    )
    assert lab["r1"].router.flash.read("a.txt") == b"a"


@witness("scp -O HOST:running-config FILE")
def test_the_running_configuration_is_fetched(client: Client, tmp_path: Path) -> None:
    client.run("scp", "-O", f"{client.target}:running-config", str(tmp_path / "run.cfg"))
    assert "\nhostname r1\n" in (tmp_path / "run.cfg").read_text(encoding="utf-8")


@witness("scp (SFTP, as OpenSSH 9 does without -O)")
def test_there_is_no_sftp_server(client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    assert client.run("scp", str(tmp_path / "a.txt"), f"{client.target}:a.txt").returncode == 255


@witness("scp -O (server off)", "scp -O (privilege 1)")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("no ip scp server enable", "Administratively disabled"),
        ("aaa new-model", "Privilege denied"),
    ],
)
def test_copies_are_refused_in_the_routers_words(
    client: Client, lab: Lab, tmp_path: Path, change: str, words: str
) -> None:
    lab.configure("r1", change)
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    done = client.run("scp", "-O", str(tmp_path / "a.txt"), f"{client.target}:a.txt")
    assert done.returncode != 0
    assert words in done.stdout + done.stderr


# --------------------------------------------------------------------------------- a person at a terminal


class Person:
    """Somebody at a terminal of 80 columns and 24 lines: types keys, reads the screen."""

    def __init__(self, client: Client) -> None:
        self._socket = f"witness-{uuid.uuid4().hex[:8]}"
        r1 = client.lab["r1"]
        words = ["ssh", *client.options, "-p", str(r1.port), client.target]
        self._tmux("new-session", "-d", "-x", "80", "-y", "24", *words, env=client.environment)

    def _tmux(self, *words: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-f/dev/null", "-L", self._socket, *words],
            capture_output=True,
            encoding="utf-8",
            timeout=10,
            check=False,
            env=env,
        )
        return done.stdout

    def types(self, text: str) -> None:
        """Type; a line's end only once the line is echoed, so that the prompt seen next is the next one."""
        line = text.rstrip("\n")
        self._tmux("send-keys", "-l", line)
        if text != line:
            self.sees(re.escape(line) + "$")
            self.presses("Enter")

    def presses(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def screen(self) -> list[str]:
        return [line.rstrip() for line in self._tmux("capture-pane", "-p", "-S-200").rstrip().splitlines()]

    def sees(self, pattern: str, *, after: list[str] | None = None) -> list[str]:
        """The screen, once its last line fits ``pattern`` and more is on it than ``after`` had."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            lines = self.screen()
            if lines and re.search(pattern, lines[-1]) and len(lines) > len(after or ()):
                return lines
            time.sleep(0.02)
        raise AssertionError("\n".join([f"no {pattern!r} on the last line of:", *self.screen()]))

    def leaves(self) -> None:
        self._tmux("kill-server")


@pytest.fixture
def person(client: Client) -> Iterator[Person]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    somebody = Person(client)
    somebody.sees(r"^r1#$")
    yield somebody
    somebody.leaves()


@terminal_witness("log-in", "--More-- (space, Enter, q)")
def test_output_stops_page_by_page(person: Person) -> None:
    person.types("show running-config\n")
    first = person.sees(r"^ --More--")
    assert len(first) - first.index("r1#show running-config") - 1 == 24
    person.presses("Enter")
    second = person.sees(r"^ --More--", after=first)
    assert len(second) == len(first) + 1
    person.presses("Space")
    third = person.sees(r"^ --More--", after=second)
    assert len(third) == len(second) + 23
    person.types("q")
    assert not any("--More--" in line for line in person.sees(r"^r1#$"))


@terminal_witness("arrow up and down (history)")
def test_arrows_bring_lines_back(person: Person) -> None:
    person.types("show privilege\n")
    person.sees(r"^r1#$")
    person.types("show clock\n")
    person.sees(r"^r1#$")
    person.presses("Up", "Up")
    person.sees(r"^r1#show privilege$")
    person.presses("Down")
    person.sees(r"^r1#show clock$")
    person.presses("Up", "Enter")
    assert person.sees(r"^r1#$")[-2] == "Current privilege level is 15"


@terminal_witness("arrow left, Ctrl-A, Ctrl-E, Ctrl-W, Ctrl-U, Backspace (editing)")
def test_a_line_is_edited_in_its_middle(person: Person) -> None:
    person.types("how privilegge")
    person.presses("Left", "Left", "BSpace", "C-a")
    person.types("s")
    person.sees(r"^r1#show privilege$")
    person.presses("Enter")
    assert person.sees(r"^r1#$")[-2] == "Current privilege level is 15"
    person.types("show clock wrong")
    person.presses("C-w")
    person.sees(r"^r1#show clock$")
    person.presses("C-u")
    person.sees(r"^r1#$")


@terminal_witness("Tab (completion)")
def test_tab_completes_a_word(person: Person) -> None:
    person.types("sh")
    person.presses("Tab")
    person.sees(r"^r1#show$")
    person.types("runn")
    person.presses("Tab")
    lines = person.sees(r"^r1#show running-config$")
    assert "r1#show runn" in lines
    person.presses("C-u")


@terminal_witness("? (help)")
def test_a_question_mark_lists_what_may_follow(person: Person) -> None:
    person.types("show crypto ikev2 ?")
    lines = person.sees(r"^r1#show crypto ikev2$")
    words = [line.split()[0] for line in lines if line.startswith("  ")]
    assert {"policy", "profile", "proposal", "sa", "session", "stats"} <= set(words)
    person.presses("C-u")
    person.types("show cl?")
    lines = person.sees(r"^r1#show cl$")
    assert lines[-2].split() == ["clock"] or lines[-3].split() == ["clock"]
    person.presses("C-u")


@terminal_witness("configure terminal, sub-modes, Ctrl-Z")
def test_modes_are_entered_and_left(person: Person, lab: Lab) -> None:
    person.types("configure terminal\n")
    lines = person.sees(r"^r1\(config\)#$")
    assert "Enter configuration commands, one per line.  End with CNTL/Z." in lines
    person.types("interface loopback7\n")
    person.sees(r"^r1\(config-if\)#$")
    person.types("ip address 10.9.9.9 255.255.255.255\n")
    person.types("ip local pool P 192.0.2.9\n")
    person.sees(r"^r1\(config\)#$")
    person.presses("C-z")
    person.sees(r"^r1#$")
    assert "interface Loopback7\n ip address 10.9.9.9" in lab.show("r1", "show running-config")


@terminal_witness("% answers with the caret in its column")
@pytest.mark.unknown("show wrong")
def test_the_caret_stands_under_what_is_wrong(person: Person) -> None:
    person.types("show wrong\n")
    lines = person.sees(r"^r1#$")
    typed = max(index for index, line in enumerate(lines) if line == "r1#show wrong")
    assert lines[typed + 1].index("^") == "r1#show wrong".index("wrong")
    assert lines[typed + 2] == "% Invalid input detected at '^' marker."


@terminal_witness("terminal monitor (a message in the middle of a line)")
def test_a_message_interrupts_and_the_line_comes_back(person: Person, lab: Lab) -> None:
    person.types("terminal monitor\n")
    person.sees(r"^r1#$")
    person.types("show clo")
    person.sees(r"^r1#show clo$")
    lab.call(
        lambda: lab["r1"].router.note("SYS-5-CONFIG_I", "Configured from console by somebody on console")
    )
    until = time.monotonic() + 5
    while time.monotonic() < until and "SYS-5-CONFIG_I" not in "".join(person.screen()):
        time.sleep(0.02)
    lines = person.sees(r"^r1#show clo$")
    assert any("%SYS-5-CONFIG_I: Configured from console" in line for line in lines)
    person.presses("C-u")


@terminal_witness("a line longer than the terminal")
def test_a_long_line_scrolls_sideways(person: Person, lab: Lab) -> None:
    person.types("configure terminal\n")
    person.sees(r"^r1\(config\)#$")
    person.types("interface Loopback7\n")
    person.sees(r"^r1\(config-if\)#$")
    person.types("description " + "0123456789" * 12)
    assert "$" in person.sees(r"\$")[-1]
    person.presses("Enter")
    person.sees(r"^r1\(config-if\)#$")
    assert "0123456789" * 12 in lab.show("r1", "show running-config")
