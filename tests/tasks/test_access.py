from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import HostKeyRefused, LoginRefused, Unreachable
from flexvpn.base.secrets import Secret
from lab.quirks import Quirks
from tasks.session.access import fixed_groups_first
from tasks.session.link import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh


def test_a_name_that_does_not_resolve_is_said_so(start: StartSite) -> None:
    with pytest.raises(Unreachable, match="does not resolve"):
        Link(replace(start().access, host="nowhere.invalid"))


def test_a_port_that_refuses_is_said_so(start: StartSite) -> None:
    # Held until the end: a port that was let go may be another test's router by then.
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="refuses a connection"):
            Link(replace(start().access, port=nobody_listens.getsockname()[1]))


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and closes them without a word of SSH."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        import threading

        def serve() -> None:
            try:
                while True:
                    connection, _ = listening.accept()
                    connection.sendall(b"220 mail.example.com ESMTP\r\n")
                    connection.close()
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def test_a_port_that_speaks_no_ssh_is_said_so(start: StartSite, mute: int) -> None:
    with pytest.raises(Unreachable, match="SSH"):
        Link(replace(start().access, port=mute))


def test_a_wrong_password_is_refused_and_not_shown(start: StartSite) -> None:
    access = replace(start().access, resolve=lambda _: Secret("canary-wrong"))
    with pytest.raises(LoginRefused, match="refuses the password of user admin") as refused:
        Link(access)
    assert "canary-wrong" not in str(refused.value)


def test_an_unknown_host_key_is_no_time_out(start: StartSite) -> None:
    with pytest.raises(HostKeyRefused, match="unknown") as refused:
        Link(replace(start().access, host_keys=()))
    assert "SHA256:" in str(refused.value)
    assert "headend trust --limit edge" in refused.value.hint


def test_a_changed_host_key_is_told_apart_from_an_unknown_one(start: StartSite) -> None:
    access = start().access
    (algorithm, _), *_ = access.host_keys
    with pytest.raises(HostKeyRefused, match="not the recorded one"):
        Link(replace(access, host_keys=((algorithm, "AAAAB3NzaC1yc2EAAAADAQABAAAAQQ=="),)))


def test_a_key_file_that_is_not_there_is_named(start: StartSite, tmp_path: Path) -> None:
    with pytest.raises(LoginRefused, match="there is no SSH key file"):
        Link(replace(start().access, key_file=tmp_path / "id_rsa", password=None))


def test_a_log_in_below_privilege_15_is_refused(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "username low privilege 7 password 0 lower-Passw0rd")
    access = replace(site.access, username="low", resolve=lambda _: Secret("lower-Passw0rd"))
    with pytest.raises(LoginRefused, match="privilege 7, not 15"):
        Link(access)


def test_a_user_without_privileges_is_told_what_is_missing(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "username low privilege 1 password 0 lower-Passw0rd")
    access = replace(site.access, username="low", resolve=lambda _: Secret("lower-Passw0rd"))
    with pytest.raises(LoginRefused, match="privilege"):
        Link(access)


def test_an_old_router_that_offers_sha1_alone_is_spoken_to(start: StartSite) -> None:
    site = start("16.9.2", quirks=Quirks(ssh_sha1_only=True))
    link = site.link()
    assert link.privilege == 15
    link.disconnect()


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [
        ("", "diffie-hellman-group14-sha1"),
        (
            "ip ssh server algorithm kex diffie-hellman-group-exchange-sha1",
            "diffie-hellman-group-exchange-sha1",
        ),
    ],
)
def test_a_group_is_exchanged_only_with_a_router_that_knows_nothing_else(
    start: StartSite, caplog: pytest.LogCaptureFixture, offered: str, agreed: str
) -> None:
    site = start("16.9.2", quirks=Quirks(ssh_sha1_only=True))
    site.lab.configure("edge", offered)
    with caplog.at_level("DEBUG", "paramiko"):
        site.link().disconnect()
    assert f"Kex: {agreed}" in caplog.messages


@pytest.mark.parametrize(
    ("offered", "order"),
    [
        (
            ("a", "diffie-hellman-group-exchange-sha256", "b", "diffie-hellman-group14-sha256", "c"),
            "a b 14 gex c",
        ),
        (("diffie-hellman-group-exchange-sha256",), "gex"),
        (("diffie-hellman-group14-sha256", "diffie-hellman-group-exchange-sha256"), "14 gex"),
    ],
)
def test_each_key_exchange_is_offered_once(offered: tuple[str, ...], order: str) -> None:
    short = {"diffie-hellman-group-exchange-sha256": "gex", "diffie-hellman-group14-sha256": "14"}
    assert " ".join(short.get(name, name) for name in fixed_groups_first(offered)) == order


def test_a_log_in_types_three_lines_and_leaves_with_one(start: StartSite) -> None:
    site = start()
    link = site.link()
    link.disconnect()
    assert site.lines_typed()[:3] == ["terminal width 511", "terminal length 0", "show privilege"]
    assert link.lines_sent == 4
    assert link.log_ins == 1


def test_a_banner_that_looks_like_a_prompt_deceives_nobody(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "banner login ^C\n### keep out #\n^C")
    site.lab.configure("edge", "interface GigabitEthernet1\n description edge#\n")
    link = site.link()
    assert "description edge#" in link.ask("show running-config")
    assert "Cisco IOS" in link.ask("show version")
    link.disconnect()


def test_a_host_name_longer_than_a_prompt_is_no_trouble(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "hostname a-very-long-name-of-a-router-in-a-rack")
    link = site.link()
    link.must("configure terminal")
    link.must("ip domain name example.net")
    link.must("end")
    assert "example.net" in link.ask("show running-config | include domain name")
    link.disconnect()
