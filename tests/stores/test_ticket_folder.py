"""Tickets are taken whole, in order, and never lost on their way out."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from flexvpn.base.errors import StateUnusable
from stores.ticket_folder import EMPTY, SETTLED, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stores.ticket_folder import TicketFolder, Where

NOW = 2_000_000_000.0
SOMEBODY = 4242
"""A user who has nothing to do with the folder."""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def tickets(tmp_path: Path) -> Iterator[TicketFolder]:
    with opened(tmp_path / "in") as folder:
        yield folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that watch may write and whoever drops tickets may not."""
    path = tmp_path / "users.yaml"
    path.write_text("users: {}\n")
    return path


def put(tickets: TicketFolder, name: str, age: float = 60, text: str = "ticket: C1") -> Path:
    path = tickets.root / name
    path.write_text(text)
    os.utime(path, (NOW - age, NOW - age))
    return path


def names(tickets: TicketFolder, now: float = NOW) -> list[str]:
    return [path.name for path in tickets.look(now).ready]


def passed_over(tickets: TicketFolder) -> dict[str, str]:
    return dict(tickets.look(NOW).passed_over)


def file_away(tickets: TicketFolder, path: Path, where: Where = "done") -> Path | None:
    ticket = tickets.read(path)
    assert ticket is not None
    return tickets.file_away(ticket, where, {".json": "{}\n", ".md": "Done\n"})


def test_the_oldest_comes_first(tickets: TicketFolder) -> None:
    for name, age in (("b.yaml", 10.0), ("a.json", 5.0), ("c.CSV", 20.0)):
        put(tickets, name, age)
    assert names(tickets) == ["c.CSV", "b.yaml", "a.json"]


def test_what_is_still_being_written_is_left_alone(tickets: TicketFolder) -> None:
    path = put(tickets, "a.yaml")
    changed = max(path.stat().st_mtime, path.stat().st_ctime)
    assert names(tickets, changed + SETTLED / 2) == []
    assert names(tickets, changed + SETTLED) == ["a.yaml"]


@pytest.mark.parametrize("name", [".a.yaml", "a.yaml.part", "a.tmp", "README"])
def test_what_is_no_ticket_is_left_alone(tickets: TicketFolder, name: str) -> None:
    put(tickets, name)
    assert names(tickets) == []


def test_an_empty_file_is_one_that_will_be_written(tickets: TicketFolder) -> None:
    path = put(tickets, "a.yaml", text="")
    made = max(path.stat().st_mtime, path.stat().st_ctime)
    assert names(tickets, made + SETTLED) == []
    assert names(tickets, made + EMPTY) == ["a.yaml"]


def test_what_is_no_file_of_the_senders_is_passed_over_with_why(tickets: TicketFolder, secret: Path) -> None:
    (tickets.root / "link.yaml").symlink_to(secret)
    (tickets.root / "nowhere.yaml").symlink_to(secret.parent / "gone")
    (tickets.root / "loop.yaml").symlink_to("loop.yaml")
    (tickets.root / "hard.yaml").hardlink_to(secret)
    (tickets.root / "folder.yaml").mkdir()
    os.mkfifo(tickets.root / "pipe.yaml")
    put(tickets, "open.yaml").chmod(0o666)
    assert names(tickets) == []
    assert passed_over(tickets) == {
        "link.yaml": "it is a link",
        "nowhere.yaml": "it is a link",
        "loop.yaml": "it is a link",
        "hard.yaml": "the same file has another name as well (a hard link)",
        "folder.yaml": "it is no file",
        "pipe.yaml": "it is no file",
        "open.yaml": "anybody may write to it",
    }
    assert secret.read_text() == "users: {}\n"


@as_root
def test_a_device_is_no_ticket(tickets: TicketFolder) -> None:
    try:
        os.mknod(tickets.root / "tape.yaml", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no devices can be made here")
    assert passed_over(tickets) == {"tape.yaml": "it is no file"}


@as_root
def test_a_ticket_belongs_to_the_folders_owner_or_to_who_watches(tickets: TicketFolder) -> None:
    os.chown(put(tickets, "somebodys.yaml"), SOMEBODY, -1)
    put(tickets, "ours.yaml")
    assert names(tickets) == ["ours.yaml"]
    assert passed_over(tickets)["somebodys.yaml"].startswith("it belongs to UID 4242")
    os.chown(tickets.root, SOMEBODY, -1)
    with opened(tickets.root) as theirs:
        assert names(theirs) == ["ours.yaml", "somebodys.yaml"]


@pytest.mark.parametrize("kind", ["link", "pipe", "hard link", "nothing"])
def test_what_takes_a_tickets_place_after_the_look_is_not_read(
    tickets: TicketFolder, secret: Path, kind: str
) -> None:
    path = put(tickets, "a.yaml")
    assert names(tickets) == ["a.yaml"]
    path.unlink()
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "hard link":
        path.hardlink_to(secret)
    assert tickets.read(path) is None


def test_a_file_that_cannot_be_read_is_said_once_and_taken_when_it_can(
    tickets: TicketFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = put(tickets, "a.yaml"), os.open

    def refusing(name: str, *args: int, **kwargs: int) -> int:
        if name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return real(name, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refusing)
        assert tickets.read(path) is None
    assert names(tickets) == []
    assert passed_over(tickets) == {"a.yaml": "Permission denied"}
    path.chmod(0o640)
    assert names(tickets) == ["a.yaml"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"n" * 250 + b".yaml", "n" * 180 + ".yaml"),
        (b"bad\xff.json", "bad\ufffd.json"),
        (b"two\nlines\x1b.csv", "two_lines_.csv"),
    ],
)
def test_a_name_of_any_length_and_bytes_is_filed_under_one_that_can_be_shown(
    tickets: TicketFolder, name: bytes, shown: str
) -> None:
    filed = file_away(tickets, put(tickets, os.fsdecode(name)), "failed")
    assert filed is not None
    assert filed.name == shown
    assert filed.with_name(f"{shown}.result.json").exists()
    assert names(tickets) == []


def test_a_ticket_that_was_taken_back_leaves_no_result(tickets: TicketFolder) -> None:
    path = put(tickets, "a.yaml")
    ticket = tickets.read(path)
    assert ticket is not None
    path.unlink()
    assert tickets.file_away(ticket, "done", {".json": "{}\n"}) is None
    assert list((tickets.root / "done").iterdir()) == []


def test_a_ticket_that_was_dropped_under_the_same_name_meanwhile_is_the_next_one(
    tickets: TicketFolder,
) -> None:
    path = put(tickets, "a.yaml")
    ticket = tickets.read(path)
    assert ticket is not None
    path.unlink()
    put(tickets, "a.yaml", text="ticket: C2")
    filed = tickets.file_away(ticket, "done", {})
    assert filed is not None
    assert filed.read_text() == "ticket: C1"
    assert path.read_text() == "ticket: C2"


def test_a_folder_that_is_gone_or_another_is_named(tickets: TicketFolder, tmp_path: Path) -> None:
    tickets.root.rename(tmp_path / "elsewhere")
    with pytest.raises(StateUnusable, match="in: No such file"):
        tickets.look(NOW)
    tickets.root.mkdir()
    with pytest.raises(StateUnusable, match="in: another has taken the place of the folder that was opened"):
        tickets.look(NOW)


def test_a_ticket_is_filed_with_its_results_beside_it(tickets: TicketFolder) -> None:
    first = file_away(tickets, put(tickets, "a.yaml"))
    second = file_away(tickets, put(tickets, "a.yaml", text="other"))
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("a.yaml", "a-2.yaml")
    assert second.read_text() == "other"
    assert {path.name for path in (tickets.root / "done").iterdir()} == {
        f"{ticket}{ending}"
        for ticket in ("a.yaml", "a-2.yaml")
        for ending in ("", ".result.json", ".result.md")
    }
    assert names(tickets) == []


@pytest.mark.parametrize("planted", ["a.yaml", "a.yaml.result.json", "a.yaml.result.md"])
@pytest.mark.parametrize("dangling", [False, True])
def test_nothing_is_written_through_a_name_that_exists(
    tickets: TicketFolder, secret: Path, planted: str, *, dangling: bool
) -> None:
    aim = secret.with_name("gone") if dangling else secret
    (tickets.root / "failed" / planted).symlink_to(aim)
    filed = file_away(tickets, put(tickets, "a.yaml"), "failed")
    assert filed == tickets.root / "failed" / "a-2.yaml"
    assert secret.read_text() == "users: {}\n"
    assert not secret.with_name("gone").exists()
    assert (tickets.root / "failed" / planted).is_symlink()


@pytest.mark.parametrize("name", ["done", "failed"])
@pytest.mark.parametrize("kind", ["link", "dangling link", "file"])
def test_a_folder_for_results_that_is_none_of_ours_is_refused_before_anything_is_read(
    tmp_path: Path, name: str, kind: str
) -> None:
    root, users = tmp_path / "in", tmp_path / "users"
    root.mkdir()
    if kind == "file":
        (root / name).write_text("")
    else:
        (root / name).symlink_to(users)
    if kind == "link":
        users.mkdir()
    with pytest.raises(StateUnusable, match=f"in/{name}: it is a link, or no folder"), opened(root):
        pass
    assert not users.exists() or list(users.iterdir()) == []


@as_root
def test_a_folder_for_results_that_is_somebody_elses_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "in"
    (root / "done").mkdir(parents=True)
    os.chown(root / "done", SOMEBODY, -1)
    with pytest.raises(StateUnusable, match="done: it belongs to UID 4242"), opened(root):
        pass


def test_nobody_else_may_write_where_results_go(tmp_path: Path) -> None:
    """Earlier versions made them so that the folder's group could."""
    root = tmp_path / "in"
    (root / "done").mkdir(parents=True)
    (root / "done").chmod(0o2777)
    root.chmod(0o2770)
    with opened(root):
        assert stat.S_IMODE((root / "done").stat().st_mode) == 0o2755
        assert stat.S_IMODE((root / "failed").stat().st_mode) == 0o2750


def test_a_folder_that_anybody_may_write_to_and_one_that_is_a_link_are_refused(tmp_path: Path) -> None:
    root, link = tmp_path / "in", tmp_path / "link"
    root.mkdir()
    link.symlink_to(root)
    with pytest.raises(StateUnusable, match="it is a link, or no folder"), opened(link):
        pass
    root.chmod(0o777)
    with pytest.raises(StateUnusable, match="anybody may write to it"), opened(root):
        pass


def test_a_folder_that_is_replaced_before_the_result_is_written_gets_nothing(
    tickets: TicketFolder, tmp_path: Path
) -> None:
    users, done = tmp_path / "users", tickets.root / "done"
    users.mkdir()
    ticket = tickets.read(put(tickets, "a.yaml"))
    assert ticket is not None
    done.rename(tickets.root / "moved")
    done.symlink_to(users)
    with pytest.raises(StateUnusable, match="done: another has taken the place"):
        tickets.file_away(ticket, "done", {".json": "{}\n"})
    assert list(users.iterdir()) == []
    assert ticket.path.exists()


def test_a_folder_that_is_replaced_at_the_last_moment_does_not_get_the_result(
    tickets: TicketFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the first write: what was opened is written to, wherever its name has gone."""
    users, done = tmp_path / "users", tickets.root / "done"
    users.mkdir()
    path, real = put(tickets, "a.yaml"), os.stat

    def replacing(*args: str, **kwargs: Any) -> os.stat_result:  # noqa: ANN401 - as `os.stat`
        if args[0] == "a.yaml" and not done.is_symlink():
            done.rename(tickets.root / "moved")
            done.symlink_to(users)
        return real(*args, **kwargs)

    monkeypatch.setattr(os, "stat", replacing)
    file_away(tickets, path)
    assert done.is_symlink()
    assert list(users.iterdir()) == []
    assert (tickets.root / "moved" / "a.yaml.result.json").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("")
    with pytest.raises(StateUnusable, match="in"), opened(tmp_path / "in"):
        pass
    with pytest.raises(StateUnusable, match="in/below"), opened(tmp_path / "in" / "below"):
        pass
