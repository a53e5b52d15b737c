"""Swap a new file in for an old one, which is kept until the push stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.router.leftovers import NEW, OLD
from tasks.change.remove_file import remove_file, rename_file
from tasks.read.show import md5_of

if TYPE_CHECKING:
    from tasks.session.link import Link


def swap_in(link: Link, name: str, *, replaces: bool) -> None:
    """Rename ``NAME.new`` to ``NAME``, and the file of that name to ``NAME.old`` before.

    Args:
        link: an open session.
        name: of the file on bootflash.
        replaces: a file of that name is there, and no ``NAME.old``: a router asks or refuses to rename onto a file.

    Raises:
        CommandRefused: the router does not rename.
    """
    if replaces:
        rename_file(link, name, name + OLD)
    rename_file(link, name + NEW, name)


def swap_back(link: Link, name: str, *, replaced: bool) -> None:
    """Undo `swap_in`, also where that was cut off.

    Raises:
        CommandRefused: the router does not rename.
    """
    if not replaced:
        remove_file(link, name)
        return
    if md5_of(link, name + OLD) is None:
        return  # it was not renamed yet: the file of that name is the old one
    remove_file(link, name)
    rename_file(link, name + OLD, name)
