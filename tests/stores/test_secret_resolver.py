"""Each scheme gives its secret or names the reference and the reason, never a value."""

from __future__ import annotations

import json
import os
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from flexvpn.base.errors import SecretUnavailable
from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import MASK, Secret, SecretRef
from stores.secret_resolver import SecretResolver
from stores.secret_sources import cmd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

VALUE = "Cisco123 é"


def resolve(folder: Path, reference: str, **environ: str) -> str:
    return SecretResolver(folder, environ=environ).resolve(SecretRef.parse(reference)).reveal()


def refusal(folder: Path, reference: str, **environ: str) -> str:
    with pytest.raises(SecretUnavailable) as refused:
        resolve(folder, reference, **environ)
    assert refused.value.reference == reference
    shown = "".join(traceback.format_exception(refused.value))
    assert VALUE not in shown
    return str(refused.value)


# ------------------------------------------------------------------------------------------- env


def test_an_environment_variable_is_read(tmp_path: Path) -> None:
    assert resolve(tmp_path, "env:VPN", VPN=VALUE) == VALUE


def test_a_variable_that_is_not_set_is_named_with_the_cure(tmp_path: Path) -> None:
    assert "secret env:VPN: the environment variable is not set" in refusal(tmp_path, "env:VPN")
    assert "export VPN" in refusal(tmp_path, "env:VPN")


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    assert "it is empty" in refusal(tmp_path, "env:VPN", VPN="")


# ------------------------------------------------------------------------------------------- file


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_file_is_read_relative_to_the_inventory_without_its_last_line_end(
    tmp_path: Path, end: bytes
) -> None:
    put(tmp_path / "secrets" / "vpn", VALUE.encode() + end)
    assert resolve(tmp_path, "file:secrets/vpn") == VALUE


def test_blanks_at_the_ends_belong_to_the_secret(tmp_path: Path) -> None:
    put(tmp_path / "vpn", b" two blanks \n\n")
    assert resolve(tmp_path, "file:vpn") == " two blanks \n"


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    put(tmp_path / "vpn", b"x", 0o640)
    resolver = SecretResolver(tmp_path)
    resolver.resolve(SecretRef.parse("file:vpn"))
    assert [("mode 0640" in warning, "file:vpn" in warning) for warning in resolver.warnings] == [
        (True, True)
    ]


def test_a_file_of_its_owner_alone_is_not_warned_of(tmp_path: Path) -> None:
    put(tmp_path / "vpn", b"x")
    resolver = SecretResolver(tmp_path)
    resolver.resolve(SecretRef.parse("file:vpn"))
    assert resolver.warnings == ()


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path, "file:nowhere")


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    assert "is not a file" in refusal(tmp_path, "file:.")


def test_bytes_that_are_no_text_are_refused_without_being_shown(tmp_path: Path) -> None:
    put(tmp_path / "vpn", b"\xff\xfe" + VALUE.encode())
    assert "not UTF-8 text" in refusal(tmp_path, "file:vpn")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    put(tmp_path / "vpn", b"x" * 65_537)
    assert "larger than" in refusal(tmp_path, "file:vpn")


# ------------------------------------------------------------------------------------------- cmd


def test_what_a_program_prints_is_the_secret(tmp_path: Path) -> None:
    assert resolve(tmp_path, "cmd:printf '%s\\n' 'two words'") == "two words"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    assert resolve(tmp_path, "cmd:echo $HOME ; touch made") == "$HOME ; touch made"
    assert not (tmp_path / "made").exists()


def test_a_program_runs_in_the_inventorys_folder(tmp_path: Path) -> None:
    assert resolve(tmp_path, "cmd:pwd -P") == os.path.realpath(tmp_path)


def test_a_program_that_fails_is_named_with_its_exit_code_and_without_its_output(tmp_path: Path) -> None:
    script = tmp_path / "leaky"
    script.write_text(f"#!/bin/sh\necho '{VALUE}'; echo '{VALUE}' >&2; exit 7\n")
    script.chmod(0o700)
    assert "ended with 7" in refusal(tmp_path, f"cmd:{script}")


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no-such-program does not start" in refusal(tmp_path, "cmd:no-such-program show")


def test_a_program_that_prints_no_text_is_refused(tmp_path: Path) -> None:
    assert "not UTF-8" in refusal(tmp_path, "cmd:printf '\\377'")


def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    reference = SecretRef.parse(f"cmd:sh -c 'printf \"{VALUE}\"; sleep 60 & wait'")
    started = time.monotonic()
    with pytest.raises(SecretUnavailable, match=r"did not end within 0\.2 seconds") as refused:
        cmd.read(reference, tmp_path, timeout=0.2)
    assert time.monotonic() - started < 10
    assert refused.value.__cause__ is None


# ------------------------------------------------------------------------------------------- keyring


class MemoryKeyring(KeyringBackend):
    priority = 1

    def __init__(self, entries: dict[tuple[str, str], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it without types
        self.entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture
def own_keyring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    backend = MemoryKeyring({("headend", "admin"): VALUE})
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.mark.usefixtures("own_keyring")
def test_a_keyring_entry_is_read(tmp_path: Path) -> None:
    assert resolve(tmp_path, "keyring:headend/admin") == VALUE


@pytest.mark.usefixtures("own_keyring")
def test_a_missing_entry_is_named_with_the_command_that_adds_it(tmp_path: Path) -> None:
    assert "keyring set headend other" in refusal(tmp_path, "keyring:headend/other")


@pytest.mark.usefixtures("own_keyring")
def test_a_session_without_a_keyring_says_what_else_there_is(tmp_path: Path) -> None:
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it without types
    assert "this session has no keyring" in refusal(tmp_path, "keyring:headend/admin")


def test_a_locked_keyring_is_named(
    tmp_path: Path, own_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.errors import KeyringLocked

    def locked(_service: str, _username: str) -> str:
        raise KeyringLocked("Failed to unlock the collection!")

    monkeypatch.setattr(own_keyring, "get_password", locked)
    assert "Failed to unlock" in refusal(tmp_path, "keyring:headend/admin")


# ------------------------------------------------------------------------------------------- vault

TOKEN = "s.only-for-tests"
ANSWERS: dict[str, dict[str, Any]] = {
    "/v1/sys/internal/ui/mounts/secret/vpn/test": {"data": {"path": "secret/", "options": {"version": "2"}}},
    "/v1/secret/data/vpn/test": {
        "data": {"data": {"password": VALUE, "pin": 4711}, "metadata": {"version": 3}}
    },
    "/v1/sys/internal/ui/mounts/secret/vpn/gone": {"data": {"path": "secret/", "options": {"version": "2"}}},
    "/v1/sys/internal/ui/mounts/teams/old/kv/vpn": {"data": {"path": "teams/old/kv/", "options": None}},
    "/v1/teams/old/kv/vpn": {"data": {"password": VALUE}},
}


class Vault(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.headers.get("X-Vault-Token") != TOKEN:
            self.answer(403, {"errors": ["permission denied"]})
        elif self.path in ANSWERS:
            self.answer(200, ANSWERS[self.path])
        else:
            self.answer(404, {"errors": []})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        del format, args


@pytest.fixture(scope="module")
def vault() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Vault) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_key_of_a_version_2_secret_is_read(tmp_path: Path, vault: str) -> None:
    assert resolve(tmp_path, "vault:secret/vpn/test#password", VAULT_ADDR=vault, VAULT_TOKEN=TOKEN) == VALUE


def test_a_number_in_vault_is_read_as_its_digits(tmp_path: Path, vault: str) -> None:
    assert resolve(tmp_path, "vault:secret/vpn/test#pin", VAULT_ADDR=vault, VAULT_TOKEN=TOKEN) == "4711"


def test_a_version_1_mount_with_slashes_in_its_path_is_found(tmp_path: Path, vault: str) -> None:
    assert resolve(tmp_path, "vault:teams/old/kv/vpn#password", VAULT_ADDR=vault, VAULT_TOKEN=TOKEN) == VALUE


def test_a_missing_key_is_named_with_the_keys_that_are_there(tmp_path: Path, vault: str) -> None:
    shown = refusal(tmp_path, "vault:secret/vpn/test#pass", VAULT_ADDR=vault, VAULT_TOKEN=TOKEN)
    assert "its keys: password, pin" in shown


def test_a_missing_path_is_named(tmp_path: Path, vault: str) -> None:
    shown = refusal(tmp_path, "vault:secret/vpn/gone#password", VAULT_ADDR=vault, VAULT_TOKEN=TOKEN)
    assert "nothing at this path" in shown


def test_a_refused_token_is_told_in_vaults_words_and_not_shown(tmp_path: Path, vault: str) -> None:
    shown = refusal(tmp_path, "vault:secret/vpn/test#password", VAULT_ADDR=vault, VAULT_TOKEN="s.other")
    assert "permission denied" in shown
    assert "s.other" not in shown


def test_a_vault_that_does_not_answer_is_named(tmp_path: Path) -> None:
    shown = refusal(tmp_path, "vault:secret/vpn#password", VAULT_ADDR="http://127.0.0.1:1", VAULT_TOKEN=TOKEN)
    assert "does not answer" in shown


def test_a_vault_without_an_address_is_told_what_to_set(tmp_path: Path) -> None:
    assert "export VAULT_ADDR" in refusal(tmp_path, "vault:secret/vpn#password")


# ------------------------------------------------------------------------------------------- the resolver


def test_a_reference_is_read_once_per_run_by_however_many_workers(tmp_path: Path) -> None:
    resolver = SecretResolver(tmp_path)
    (tmp_path / "count").write_text("#!/bin/sh\necho asked >> asked; echo value\n")
    (tmp_path / "count").chmod(0o700)
    reference = SecretRef.parse(f"cmd:{tmp_path}/count")
    workers = [threading.Thread(target=resolver.resolve, args=(reference,)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (tmp_path / "asked").read_text() == "asked\n"


def test_all_refusals_are_collected_beside_what_was_found(tmp_path: Path) -> None:
    resolver = SecretResolver(tmp_path, environ={"GOOD": VALUE})
    good, bad, worse = (SecretRef.parse(text) for text in ("env:GOOD", "env:BAD", "file:worse"))
    secrets, refused = resolver.resolve_all([bad, good, worse, bad])
    assert secrets == {good: Secret(VALUE)}
    assert [error.reference for error in refused] == ["env:BAD", "file:worse"]


def test_the_resolver_hands_what_it_read_to_the_redactor(tmp_path: Path) -> None:
    resolver = SecretResolver(tmp_path, environ={"GOOD": VALUE})
    resolver.resolve_all([SecretRef.parse("env:GOOD"), SecretRef.parse("env:BAD")])
    assert resolver.revealed == (Secret(VALUE),)


def test_a_redactor_is_built_once_for_each_set_of_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Redactor] = []

    def build(secrets: Iterable[Secret]) -> Redactor:
        built.append(Redactor(secrets))
        return built[-1]

    monkeypatch.setattr("stores.secret_resolver.Redactor", build)
    resolver = SecretResolver(tmp_path, environ={"ONE": "first-secret", "TWO": "second-secret"})
    assert resolver.redactor.clean("first-secret") == "first-secret"
    built.clear()
    for reference in ("env:ONE", "env:TWO"):
        value = resolver.resolve(SecretRef.parse(reference)).reveal()
        for _ in range(100):
            assert resolver.redactor.clean(value) == MASK
    assert len(built) == 2
    resolver.remember(SecretRef.parse("env:THREE"), Secret("third-secret"))
    assert resolver.redactor.clean("third-secret") == MASK
    assert len(built) == 3
