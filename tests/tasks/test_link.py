from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from flexvpn.base.errors import CommandRefused, ConnectionLost, NotEnoughSpace, ScpRefused
from flexvpn.ios.dialogues import CONFIRM, FILENAME
from lab.fault import Refuse
from tasks.change.configure import configure
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_certificate
from tasks.change.remove_file import remove_file, rename_file
from tasks.read.show import md5_of, show
from tasks.session import link as link_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.session.link import Link
    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh


@pytest.fixture
def site(start: StartSite) -> Site:
    return start()


@pytest.fixture
def link(site: Site) -> Iterator[Link]:
    made = site.link()
    yield made
    made.disconnect()


def test_an_answer_comes_without_echo_and_prompt(link: Link) -> None:
    assert link.ask("show privilege") == "Current privilege level is 15"


def test_questions_are_answered_as_they_come(link: Link, site: Site) -> None:
    put_file(link, "x.txt", b"content", free_bytes=10**6)
    link.must("delete bootflash:/x.txt", questions=(FILENAME, CONFIRM))
    assert site.files() == set()


def test_a_question_that_nobody_expected_ends_the_command_and_the_session(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "_GRACE", 0.2)
    put_file(link, "x.txt", b"content", free_bytes=10**6)
    with pytest.raises(CommandRefused, match="no answer to") as refused:
        link.ask("delete bootflash:/x.txt")
    assert "Delete filename [x.txt]?" in refused.value.reply
    assert not link.usable


def test_a_router_that_falls_silent_is_noticed(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "write_channel", lambda _: None)
    with pytest.raises(ConnectionLost, match="no answer for 0 s"):
        link.ask("show clock", idle=0.3)


def test_half_a_configuration_in_an_error_holds_no_strangers_secret(
    link: Link, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = b"username stranger secret 9 $9$nhEmQVczB7dqsO$canary"
    site.lab.configure("edge", stranger.decode())
    channel: Any = link.remote_conn
    whole = channel.recv
    monkeypatch.setattr(channel, "recv", lambda size: b"".join(whole(size).partition(stranger)[:2]))
    with pytest.raises(ConnectionLost, match="username stranger secret 9 <secret withheld>") as failed:
        link.ask("show running-config", idle=0.3)
    assert "canary" not in failed.value.message


def test_a_connection_that_is_closed_is_noticed(link: Link) -> None:
    client = link.remote_conn_pre
    assert client is not None
    client.close()
    with pytest.raises(ConnectionLost):
        link.ask("show clock")


def test_a_message_that_names_the_command_is_not_its_answer(link: Link, site: Site) -> None:
    """As a revert timer's does, a minute before its end: `Enter "configure confirm" if you wish to keep …`."""
    message = '\nEnter "show privilege" if you wish to keep what you\'ve configured\nedge#'

    def tell() -> None:
        for session in site.router.router.sessions:
            session.tell(message)

    site.lab.call(tell)
    assert link.ask("show privilege") == "Current privilege level is 15"


def test_a_connection_that_breaks_as_we_write_is_a_lost_one(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: str) -> None:
        raise EOFError

    with monkeypatch.context() as patched:
        patched.setattr(link.channel, "write_channel", gone)
        with pytest.raises(ConnectionLost, match="the connection is gone"):
            link.ask("write memory")


def test_a_session_that_was_lost_is_not_used_again(link: Link) -> None:
    with pytest.raises(ConnectionLost):
        link.ask("exit", idle=1.0)
    assert not link.usable


def test_a_refused_line_carries_the_routers_words(link: Link) -> None:
    with pytest.raises(CommandRefused) as refused:
        link.must("configure nonsense")
    assert "Invalid input" in refused.value.reply


def test_configuration_mode_is_left_after_a_refused_line(link: Link) -> None:
    with pytest.raises(CommandRefused):
        configure(link, ("nonsense of ours",))
    assert show(link, "show privilege")


def test_a_show_command_that_is_refused_is_no_empty_answer(link: Link) -> None:
    with pytest.raises(CommandRefused):
        show(link, "show nonsense")


def test_a_file_is_sent_once(link: Link, site: Site) -> None:
    first = put_file(link, "x.txt", b"content", free_bytes=10**6)
    assert first.changed
    assert not put_file(link, "x.txt", b"content", free_bytes=10**6, holds=first.md5).changed
    assert site.lab.call(lambda: site.router.router.counters.scp_puts) == 1
    assert md5_of(link, "x.txt") == first.md5
    assert md5_of(link, "y.txt") is None


def test_a_file_needs_a_tenth_more_than_its_size(link: Link) -> None:
    with pytest.raises(NotEnoughSpace, match="1,100 bytes"):
        put_file(link, "x.txt", b"x" * 1000, free_bytes=1099)


def test_a_flash_that_is_full_on_arrival_is_said_so(link: Link, site: Site) -> None:
    flash = site.router.router.flash
    site.lab.call(lambda: setattr(flash, "total", flash.system))
    with pytest.raises(NotEnoughSpace, match="full"):
        put_file(link, "x.txt", b"x" * 1000, free_bytes=10**6)


def test_a_scp_server_that_is_off_is_said_so(link: Link, site: Site) -> None:
    site.lab.configure("edge", "no ip scp server enable")
    with pytest.raises(ScpRefused, match="does not take the file") as refused:
        put_file(link, "x.txt", b"content", free_bytes=10**6)
    assert "ip scp server enable" in refused.value.hint


def test_a_binary_file_arrives_as_it_is(link: Link, site: Site) -> None:
    content = bytes(range(256)) * 4000
    put_file(link, "x.bin", content, free_bytes=10**7)
    assert site.lab.call(lambda: site.router.router.flash.read("x.bin")) == content


def test_removing_what_is_not_there_is_fine(link: Link) -> None:
    assert not remove_file(link, "nothing.txt")
    remove_certificate(link, "NOTHING", ("NOTHING-rrr1",))


def test_a_file_is_renamed(link: Link, site: Site) -> None:
    put_file(link, "x.txt", b"content", free_bytes=10**6)
    rename_file(link, "x.txt", "y.txt")
    assert site.files() == {"y.txt"}


def test_a_router_that_does_not_let_us_out_of_its_configuration_is_asked_nothing_more(
    link: Link, site: Site
) -> None:
    """What comes next would be typed as configuration."""
    site.lab.fault("edge", Refuse(line="^end"))
    with pytest.raises(CommandRefused, match="edge: end: the router refuses the line"):
        configure(link, ("ip http server",))
