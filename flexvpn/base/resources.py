"""Where the templates and the example inventory are: beside the code in a checkout, in the package of a wheel."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def templates() -> Traversable:
    """The folder that holds ``config/``, ``client/`` and ``textfsm/``.

    The wheel maps ``templates/`` to ``flexvpn/templates``; a checkout has it beside the package.

    Raises:
        FileNotFoundError: neither place has one; the installation is damaged.
    """
    package = files("flexvpn")
    return _folder(package.joinpath("templates"), package.joinpath("..", "templates"))


def example_inventory() -> Traversable:
    """The inventory that ``headend init`` copies, and that describes the lab.

    Raises:
        FileNotFoundError: as for `templates`.
    """
    package = files("flexvpn")
    return _folder(package.joinpath("inventory_example"), package.joinpath("..", "inventory"))


def _folder(*places: Traversable) -> Traversable:
    for place in places:
        if place.is_dir():
            return place
    msg = (
        f"{places[-1].name}/ is neither in the installed package nor beside it: install flexvpn-headend anew"
    )
    raise FileNotFoundError(msg)
