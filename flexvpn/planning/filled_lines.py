"""The lines of a plan with their secrets in them: made before anything is changed, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.credentials import fill, token_names
from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.secrets import Secret
    from flexvpn.planning.plan import Plan


def filled_lines(plan: Plan, secrets: Mapping[str, Secret]) -> str:
    """The configuration that a plan merges, each placeholder replaced by its secret; empty where it merges none.

    Raises:
        SecretUnavailable: a secret is not given, or holds what no configuration line can carry.
    """
    text = "\n".join(plan.lines)
    for name in token_names(text):
        reference = plan.references.get(name) or name
        if name not in secrets:
            raise SecretUnavailable(reference, "the plan needs it and it was not given")
        if not secrets[name].reveal().isprintable():
            raise SecretUnavailable(reference, "it holds what no configuration line can carry")
    return fill(text, secrets)
