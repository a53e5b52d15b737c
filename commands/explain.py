"""``headend explain``: what an error code means and what to do, or what releases of IOS-XE do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from commands.declaration import command
from flexvpn.base.error_pages import PAGES, page
from flexvpn.base.errors import CodeUnknown
from flexvpn.ios import release_page
from stores.console import Console

Code = Annotated[str, typer.Argument(help="Such as E204; `all` for every one; `releases`.")]


@command()
def explain(code: Code) -> int:
    """Say what an error code means and what to do."""
    typed = code.upper()
    if typed == "ALL":
        Console().emit("\n".join(page(each) for each in sorted(PAGES)))
        return 0
    if typed == release_page.TOPIC.upper():
        Console().emit(release_page.page())
        return 0
    if typed not in PAGES:
        near = get_close_matches(typed, PAGES, n=1)
        raise CodeUnknown(
            f"there is no error {code}", hint=f"did you mean {near[0]}?" if near else "`headend explain all`"
        )
    Console().emit(page(typed))
    return 0
