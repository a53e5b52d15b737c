"""``explain``: what an error code means and what to do, or what releases of IOS-XE do."""

from __future__ import annotations

from difflib import get_close_matches

from flexvpn.base.error_pages import PAGES, page
from flexvpn.base.errors import CodeUnknown
from flexvpn.ios import release_page
from stores.console import Console


def explain(code: str) -> int:
    """Print one page, with ``all`` that of every code, with ``releases`` what releases of IOS-XE do.

    Raises:
        CodeUnknown: there is no such code.
    """
    wanted = code.upper()
    if wanted == "ALL":
        Console().emit("\n".join(page(one) for one in sorted(PAGES)))
        return 0
    if wanted == release_page.TOPIC.upper():
        Console().emit(release_page.page())
        return 0
    if wanted not in PAGES:
        near = get_close_matches(wanted, PAGES, n=1)
        raise CodeUnknown(
            f"there is no error {code}", hint=f"did you mean {near[0]}?" if near else "`headend explain all`"
        )
    Console().emit(page(wanted))
    return 0
