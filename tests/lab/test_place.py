"""``cd`` and ``pwd``: where a session is, and which files it then means."""

from __future__ import annotations

import pytest

from lab.router import Router
from lab.session import Session
from lab.storage import absolute
from tests.lab.console import make, typed

RELEASES = ("16.9.2", "17.9.4")


def inside(release: str = "17.9.4") -> Router:
    """A router with a directory and files of one name in it and beside it."""
    router = make(release=release)
    router.flash.make_directory("site")
    router.flash.write("site/a.txt", b"inner\n")
    router.flash.write("a.txt", b"outer\n")
    return router


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", ["flash:", "bootflash:", "flash:/", "bootflash:/", "/bootflash", ""])
def test_flash_and_bootflash_are_one_place(release: str, name: str) -> None:
    assert typed(make(release=release), f"cd nvram:\ncd {name}\npwd\n").endswith("#pwd\nbootflash:/\nR1#")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("site", "bootflash:/site"),
        ("bootflash:site/", "bootflash:/site"),
        ("/site", "bootflash:/site"),
        ("site/..", "bootflash:/"),
        ("..", "bootflash:/"),
        ("nvram:", "nvram:/"),
    ],
)
def test_a_directory_may_be_named_in_many_ways(path: str, shown: str) -> None:
    assert f"#pwd\n{shown}\n" in typed(inside(), f"cd {path}\npwd\n")


@pytest.mark.parametrize("path", ["nowhere", "a.txt", "bootflash:/site/deeper", "usb0:"])
def test_what_is_no_directory_is_not_entered(path: str) -> None:
    screen = typed(inside(), f"cd {path}\npwd\n")
    assert f"%Error changing to directory {absolute('bootflash:/', path)} (No such" in screen
    assert screen.endswith("#pwd\nbootflash:/\nR1#")


def test_two_sessions_are_in_two_places() -> None:
    router = inside()
    typed(router, "cd site\n")
    assert "#pwd\nbootflash:/\n" in typed(router, "pwd\n")
    assert Session().here == "bootflash:/"


@pytest.mark.parametrize("release", RELEASES)
def test_files_are_looked_for_where_one_is(release: str) -> None:
    router = inside(release)
    screen = typed(router, "cd site\ndir\nmore a.txt\nmore /a.txt\nmore flash:a.txt\nverify /md5 a.txt\n")
    assert "Directory of bootflash:/site/\n" in screen
    assert "#more a.txt\ninner\n" in screen
    assert "#more /a.txt\nouter\n" in screen
    assert "#more flash:a.txt\nouter\n" in screen
    assert "verify /md5 (bootflash:/site/a.txt) = " in screen


def test_files_are_made_and_removed_where_one_is() -> None:
    router = inside()
    keys = "cd site\ncopy a.txt b.txt\n\nrename b.txt c.txt\n\nshow clock | redirect d\nmkdir sub\n\ndelete a.txt\n\n\n"
    typed(router, keys)
    assert router.flash.names() == ("a.txt", "site/c.txt", "site/d")
    assert router.flash.is_directory("site/sub")


def test_a_copy_to_a_named_file_system_goes_to_its_root() -> None:
    router = inside()
    typed(router, "cd site\ncopy a.txt flash:\nb.txt\n")
    assert router.flash.read("b.txt") == b"inner\n"


def test_a_copy_into_the_configuration_reads_the_file_beside_one() -> None:
    router = inside()
    router.flash.write("site/new.cfg", b"hostname inner\nend\n")
    typed(router, "cd site\nshow archive config incremental-diffs new.cfg\ncopy new.cfg running-config\n\n")
    assert router.hostname == "inner"


def test_a_relative_name_is_told_in_full_where_it_is_missing() -> None:
    screen = typed(inside(), "cd site\nmore none\ndir none\ndelete /force none\n")
    assert screen.count("bootflash:/site/none (No such file or directory)") == 3


def test_nvram_holds_the_startup_configuration() -> None:
    screen = typed(make(), "cd nvram:\ndir\nmore startup-config | include ^hostname\nshow file systems\n")
    assert "Directory of nvram:/\n" in screen
    assert "\nhostname R1\n" in screen
    assert [line.split()[-1] for line in screen.splitlines() if line.startswith("*")] == ["nvram:"]


def test_below_privilege_fifteen_there_is_no_cd() -> None:
    assert "Unknown command" in typed(make(), "pwd\n", privilege=1)


def test_help_knows_both() -> None:
    screen = typed(make(), "?")
    assert "\n  cd          Change current directory\n" in screen
    assert "\n  pwd         Display current working directory\n" in screen
