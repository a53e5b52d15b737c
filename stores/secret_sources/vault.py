"""``vault:PATH#KEY``: one key of a secret in HashiCorp Vault or OpenBao, KV version 1 or 2.

PATH is written as ``vault kv get`` takes it, without the ``data/`` of version 2. Address, token, name space
and CA come from VAULT_ADDR, VAULT_TOKEN or ~/.vault-token, VAULT_NAMESPACE, VAULT_CACERT, as for Vault's own tool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.secrets import SecretRef

TIMEOUT: Final = 10.0


def read(reference: SecretRef, environ: Mapping[str, str]) -> str:
    """The value under the reference's key.

    Raises:
        SecretUnavailable: Vault is not set up here, does not answer, refuses, or has no such path or key.
    """
    from hvac.exceptions import VaultError
    from requests.exceptions import RequestException

    client = client_of(reference, environ)
    address = environ.get("VAULT_ADDR")
    try:
        data = _read_path(client, reference.target)
    except VaultError as error:
        # Vault's own words, and not chained: the exception carries the whole answer.
        words = "; ".join(error.errors or ()) or "there is nothing at this path"
        raise SecretUnavailable(str(reference), f"Vault at {address}: {words}") from None
    except RequestException as error:
        reason = f"Vault at {address} does not answer: {type(error).__name__}"
        raise SecretUnavailable(str(reference), reason) from error
    finally:
        client.adapter.close()
    if reference.key not in data:
        has = ", ".join(sorted(data)) or "none"
        raise SecretUnavailable(str(reference), f"no key {reference.key!r} at this path; its keys: {has}")
    return str(data[reference.key])


def client_of(reference: SecretRef, environ: Mapping[str, str]) -> Any:  # noqa: ANN401 -- hvac publishes no types
    """A client of the Vault that the environment names.

    Raises:
        SecretUnavailable: VAULT_ADDR is not set.
    """
    import hvac

    address = environ.get("VAULT_ADDR")
    if not address:
        raise SecretUnavailable(
            str(reference), "VAULT_ADDR is not set", hint="export VAULT_ADDR and VAULT_TOKEN"
        )
    return hvac.Client(
        url=address,
        token=environ.get("VAULT_TOKEN"),
        namespace=environ.get("VAULT_NAMESPACE"),
        verify=environ.get("VAULT_CACERT", True),
        timeout=TIMEOUT,
    )


def _read_path(client: Any, path: str) -> Mapping[str, object]:  # noqa: ANN401 -- hvac publishes no types
    mount, version = mount_of(client, path)
    rest = path.removeprefix(mount).strip("/")
    kv = client.secrets.kv
    if version == 1:
        answer = kv.v1.read_secret(path=rest, mount_point=mount)
        data: Mapping[str, object] = answer["data"]
        return data
    answer = kv.v2.read_secret_version(path=rest, mount_point=mount, raise_on_deleted_version=True)
    newest: Mapping[str, object] = answer["data"]["data"]
    return newest


def mount_of(client: Any, path: str) -> tuple[str, int]:  # noqa: ANN401 -- as above
    """Mount point and version of the secrets engine, by the request that Vault's own tool makes."""
    answer = client.read(f"sys/internal/ui/mounts/{path}")
    data = answer["data"] if answer else {}
    options = data.get("options") or {}
    return str(data.get("path") or path.split("/", maxsplit=1)[0]).strip("/"), int(options.get("version", 1))
