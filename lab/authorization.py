"""Command authorization: ``aaa authorization commands LEVEL LIST METHODS`` on the lines that it is in force on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session

REFUSED = "Command authorization failed.\n\n"


def may_run(router: Router, session: Session, level: int) -> bool:
    """Tell whether the session may run a command of this level.

    Without a list in force everybody may. A server group does not answer here, so the method behind it decides. The
    console asks nobody unless ``aaa authorization console`` is configured.
    """
    methods = () if session.line_source != "terminal" else _in_force(router, session, level)
    return not methods or _answers(router, session, level, methods)


def _in_force(router: Router, session: Session, level: int) -> tuple[str, ...]:
    if session.line == 0 and not router.running.has("aaa authorization console"):
        return ()
    line = router.line_config(session.line)
    chosen = line.child(f"authorization commands {level}") if line is not None else None
    name = chosen.text.split()[-1] if chosen is not None else "default"
    node = router.running.child(f"aaa authorization commands {level} {name}")
    return tuple(node.text.split()[5:]) if node is not None else ()


def _answers(router: Router, session: Session, level: int, methods: tuple[str, ...]) -> bool:
    for before, method in zip(("", *methods), methods, strict=False):
        if method == "group" or before == "group":
            continue
        user = router.accounts.user(session.user)
        return {
            "none": True,
            "if-authenticated": bool(session.user),
            "local": user is not None and user.privilege >= level,
        }.get(method, False)
    return False
