"""Host keys are looked up as OpenSSH does, and recorded without touching other lines."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores import known_hosts
from stores.known_hosts import HostKey, KnownHosts, Standing

# The RSA keys are none: nothing here looks inside. The other was made with ssh-keygen, its private half thrown away.
RSA = HostKey("ssh-rsa", base64.b64encode(b"\0\0\0\7ssh-rsa one").decode())
OTHER_RSA = HostKey("ssh-rsa", base64.b64encode(b"\0\0\0\7ssh-rsa other").decode())
ED25519 = HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIDs3zbKhxjq2q8MOY7t2gsLmrDPrkMMso6mJzo2N5UC6")


def hosts(tmp_path: Path, *lines: str) -> KnownHosts:
    (tmp_path / "known_hosts").write_text("".join(f"{line}\n" for line in lines))
    return KnownHosts(tmp_path / "known_hosts")


def test_a_key_is_recorded_in_the_form_that_ssh_reads(tmp_path: Path) -> None:
    host_keys = KnownHosts(tmp_path / "known_hosts")
    assert host_keys.add("192.0.2.1", 22, RSA)
    assert host_keys.add("Edge.example.com", 2222, RSA)
    assert host_keys.own.read_text() == (
        f"192.0.2.1 ssh-rsa {RSA.encoded}\n[edge.example.com]:2222 ssh-rsa {RSA.encoded}\n"
    )
    assert host_keys.own.stat().st_mode & 0o777 == 0o644


def test_recording_a_key_twice_changes_nothing(tmp_path: Path) -> None:
    host_keys = KnownHosts(tmp_path / "known_hosts")
    host_keys.add("192.0.2.1", 22, RSA)
    assert not host_keys.add("192.0.2.1", 22, RSA)


def test_a_new_key_takes_the_place_of_the_old_one_and_of_nothing_else(tmp_path: Path) -> None:
    host_keys = hosts(
        tmp_path,
        "# ours",
        f"192.0.2.1 ssh-rsa {RSA.encoded} comment",
        f"192.0.2.1 ssh-ed25519 {ED25519.encoded}",
        f"192.0.2.1,192.0.2.2 ssh-rsa {RSA.encoded}",
        f"[192.0.2.1]:2222 ssh-rsa {RSA.encoded}",
    )
    assert host_keys.add("192.0.2.1", 22, OTHER_RSA)
    assert host_keys.own.read_text().splitlines() == [
        "# ours",
        f"192.0.2.1 ssh-ed25519 {ED25519.encoded}",
        f"192.0.2.1,192.0.2.2 ssh-rsa {RSA.encoded}",
        f"[192.0.2.1]:2222 ssh-rsa {RSA.encoded}",
        f"192.0.2.1 ssh-rsa {OTHER_RSA.encoded}",
    ]


def test_a_recorded_key_is_known_and_another_of_its_kind_is_changed(tmp_path: Path) -> None:
    host_keys = hosts(tmp_path, f"192.0.2.1 ssh-rsa {RSA.encoded}")
    assert host_keys.standing("192.0.2.1", 22, RSA) is Standing.KNOWN
    assert host_keys.standing("192.0.2.1", 22, OTHER_RSA) is Standing.CHANGED
    assert host_keys.standing("192.0.2.1", 22, ED25519) is Standing.UNKNOWN
    assert host_keys.standing("192.0.2.1", 2222, RSA) is Standing.UNKNOWN
    assert host_keys.standing("192.0.2.2", 22, RSA) is Standing.UNKNOWN


def test_a_revoked_key_is_never_known(tmp_path: Path) -> None:
    host_keys = hosts(tmp_path, f"192.0.2.1 ssh-rsa {RSA.encoded}", f"@revoked * ssh-rsa {RSA.encoded}")
    assert host_keys.standing("192.0.2.1", 22, RSA) is Standing.REVOKED
    assert host_keys.standing("192.0.2.1", 22, OTHER_RSA) is Standing.CHANGED


def test_a_certificate_authoritys_key_is_no_hosts_key(tmp_path: Path) -> None:
    host_keys = hosts(tmp_path, f"@cert-authority * ssh-rsa {RSA.encoded}")
    assert host_keys.standing("192.0.2.1", 22, RSA) is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ("*.example.com", True),
        ("EDGE.example.com", True),
        ("edge?.example.com", False),
        ("other.example.com,edge.example.com", True),
        ("*.example.com,!edge.example.com", False),
        ("[edge.example.com]:22", False),
    ],
)
def test_patterns_match_as_in_ssh(tmp_path: Path, written: str, *, matches: bool) -> None:
    host_keys = hosts(tmp_path, f"{written} ssh-rsa {RSA.encoded}")
    assert bool(host_keys.lookup("edge.example.com")) is matches


def test_brackets_are_part_of_a_name_with_a_port(tmp_path: Path) -> None:
    host_keys = hosts(tmp_path, f"[*.example.com]:2222 ssh-rsa {RSA.encoded}")
    assert host_keys.lookup("edge.example.com", 2222) == (RSA,)
    assert host_keys.lookup("edge.example.com") == ()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
@pytest.mark.parametrize("port", [22, 2222])
def test_names_hashed_by_ssh_keygen_are_found(tmp_path: Path, port: int) -> None:
    host_keys = KnownHosts(tmp_path / "known_hosts")
    host_keys.add("edge.example.com", port, ED25519)
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", host_keys.own], check=True, capture_output=True)
    assert host_keys.own.read_text().startswith("|1|")
    assert host_keys.standing("edge.example.com", port, ED25519) is Standing.KNOWN
    assert host_keys.standing("other.example.com", port, ED25519) is Standing.UNKNOWN


def test_a_hashed_name_is_found_without_ssh_keygen_too(tmp_path: Path) -> None:
    # Made with `ssh-keygen -H` for 192.0.2.1.
    host_keys = hosts(
        tmp_path, f"|1|mDkLHeCloZc/Yo5Ao915dEHOzeE=|l1DweXzDe6SrasejcGPFdZ9Gf24= ssh-rsa {RSA.encoded}"
    )
    assert host_keys.lookup("192.0.2.1") == (RSA,)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_the_fingerprint_is_the_one_that_ssh_keygen_shows(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(f"{ED25519.algorithm} {ED25519.encoded}\n")
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], check=True, capture_output=True, text=True
    )
    assert ED25519.fingerprint in shown.stdout.split()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# comment",
        "edge",
        "edge ssh-rsa",
        "edge ssh-rsa not!base64",
        "|1|x ssh-rsa AAAA",
        "@revoked",
        "@",
    ],
)
def test_lines_that_ssh_would_not_understand_are_passed_over(tmp_path: Path, line: str) -> None:
    host_keys = hosts(tmp_path, line, f"192.0.2.1 ssh-rsa {RSA.encoded}")
    assert host_keys.lookup("192.0.2.1") == (RSA,)
    host_keys.add("192.0.2.3", 22, RSA)
    assert host_keys.own.read_text().splitlines()[0] == line


@given(st.text())
def test_no_text_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("hosts") / "known_hosts"
    path.write_text(text)
    assert KnownHosts(path).standing("192.0.2.1", 22, RSA) is Standing.UNKNOWN


def test_what_the_users_own_ssh_knows_counts_and_is_never_written(tmp_path: Path) -> None:
    (tmp_path / "inventory").mkdir()
    (tmp_path / ".ssh").mkdir()
    theirs = tmp_path / ".ssh" / "known_hosts"
    theirs.write_text(f"192.0.2.1 ssh-rsa {RSA.encoded}\n")
    host_keys = KnownHosts.for_inventory(tmp_path / "inventory", tmp_path)
    assert host_keys.standing("192.0.2.1", 22, RSA) is Standing.KNOWN
    host_keys.add("192.0.2.2", 22, ED25519)
    assert theirs.read_text() == f"192.0.2.1 ssh-rsa {RSA.encoded}\n"
    assert host_keys.lookup("192.0.2.2") == (ED25519,)


def test_paramiko_reads_what_is_recorded(tmp_path: Path) -> None:
    from paramiko.hostkeys import HostKeys

    host_keys = KnownHosts(tmp_path / "known_hosts")
    host_keys.add("192.0.2.1", 2222, ED25519)
    (key,) = HostKeys(str(host_keys.own))["[192.0.2.1]:2222"].values()
    assert key.get_base64() == ED25519.encoded


def test_the_files_are_read_once_however_many_hosts_are_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_keys = hosts(tmp_path, *(f"192.0.2.{number} ssh-rsa {RSA.encoded}" for number in range(100)))
    read: list[str] = []
    parse = known_hosts._parse

    def counting(line: str) -> known_hosts._Entry | None:
        read.append(line)
        return parse(line)

    monkeypatch.setattr(known_hosts, "_parse", counting)
    assert all(host_keys.lookup(f"192.0.2.{number}") == (RSA,) for number in range(100))
    assert len(read) == 100


def test_a_key_that_was_recorded_meanwhile_is_found(tmp_path: Path) -> None:
    host_keys = hosts(tmp_path, f"192.0.2.1 ssh-rsa {RSA.encoded}")
    assert host_keys.standing("192.0.2.2", 22, RSA) is Standing.UNKNOWN
    host_keys.add("192.0.2.2", 22, RSA)
    assert host_keys.standing("192.0.2.2", 22, RSA) is Standing.KNOWN


def test_keys_come_in_the_files_order_whether_a_name_or_a_pattern_stands_there(tmp_path: Path) -> None:
    host_keys = hosts(
        tmp_path,
        f"*.example.com ssh-rsa {RSA.encoded}",
        f"edge.example.com ssh-rsa {OTHER_RSA.encoded}",
        f"edge.* ssh-ed25519 {ED25519.encoded}",
    )
    assert host_keys.lookup("edge.example.com") == (RSA, OTHER_RSA, ED25519)
