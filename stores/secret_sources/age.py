"""``age:PATH``: a file that is encrypted with age (age-encryption.org) to the team's keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.secrets import SecretRef

VARIABLE: Final = "HEADEND_AGE_IDENTITY"
_HINT: Final = f"{VARIABLE}=PATH, or secret_store.identity_file in settings.yaml, names your age key file"


def read(reference: SecretRef, folder: Path, environ: Mapping[str, str], identity_file: str | None) -> str:
    """The decrypted text. HEADEND_AGE_IDENTITY names the file with the key, or else the inventory does.

    Raises:
        SecretUnavailable: there is no key or no such file, no key fits, or the content is not text.
    """
    import pyrage

    keys = _identities(reference, folder, environ.get(VARIABLE) or identity_file)
    path = folder / Path(reference.target).expanduser()
    try:
        data: bytes = pyrage.decrypt(path.read_bytes(), keys)
        return data.decode()
    except OSError as error:
        raise SecretUnavailable(str(reference), f"{path}: {error.strerror}") from error
    except pyrage.DecryptError as error:
        raise SecretUnavailable(
            str(reference), f"{path}: none of your keys opens it: {error}", hint=_HINT
        ) from error
    except UnicodeDecodeError:
        # Not chained: the error would carry the bytes.
        raise SecretUnavailable(str(reference), f"{path} holds what is not UTF-8 text") from None


def _identities(reference: SecretRef, folder: Path, name: str | None) -> list[Any]:
    import pyrage

    if name is None:
        raise SecretUnavailable(str(reference), "no age key is set up here", hint=_HINT)
    path = folder / Path(name).expanduser()
    try:
        words = [line.strip() for line in path.read_text().splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in words if line.startswith("AGE-SECRET-KEY-")]
    except OSError as error:
        raise SecretUnavailable(
            str(reference), f"age key file {path}: {error.strerror}", hint=_HINT
        ) from error
    except (pyrage.IdentityError, UnicodeDecodeError):
        # Not chained: the error may carry the key.
        raise SecretUnavailable(str(reference), f"age key file {path} is damaged", hint=_HINT) from None
    if not keys:
        raise SecretUnavailable(str(reference), f"age key file {path} holds no AGE-SECRET-KEY-", hint=_HINT)
    return keys
