"""``env:NAME``: an environment variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.secrets import SecretRef


def read(reference: SecretRef, environ: Mapping[str, str]) -> str:
    """The variable's value.

    Raises:
        SecretUnavailable: it is not set.
    """
    value = environ.get(reference.target)
    if value is None:
        raise SecretUnavailable(
            str(reference),
            "the environment variable is not set",
            hint=f"set it for this command: read -rs {reference.target} && export {reference.target}",
        )
    return value
