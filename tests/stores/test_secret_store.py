"""What is put into a store is read back through the reference that users.yaml holds, and is nowhere else."""

from __future__ import annotations

import json
import stat
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import keyring
import keyring.backends.fail
import pyrage
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from flexvpn.base.errors import SecretUnavailable
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.intent.settings import AgeStore, KeyringStore, VaultStore
from stores.secret_resolver import SecretResolver
from stores.secret_store import SecretStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = Secret("canary-Passw0rd")
NAME = "a/b#c@d"
TOKEN = "s.token"


class Ring(KeyringBackend):
    priority = 1

    def __init__(self, *, locked: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.locked:
            raise KeyringLocked
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


class Vault(BaseHTTPRequestHandler):
    kept: dict[str, Any] = {}  # noqa: RUF012 - one server per test

    def do_GET(self) -> None:
        if self.headers.get("X-Vault-Token") != TOKEN:
            self.answer(403, {"errors": ["permission denied"]})
        elif self.path.startswith("/v1/sys/internal/ui/mounts/"):
            self.answer(200, {"data": {"path": "secret/", "options": {"version": "2"}}})
        elif self.path in self.kept:
            self.answer(200, {"data": {"data": self.kept[self.path], "metadata": {}}})
        else:
            self.answer(404, {"errors": []})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.kept[self.path] = body["data"]
        self.answer(200, {"data": {"version": 1}})

    def do_PUT(self) -> None:
        self.do_POST()

    def do_DELETE(self) -> None:
        self.kept.pop(self.path.replace("/metadata/", "/data/"), None)
        self.answer(204, None)

    def answer(self, status: int, body: object) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def vault() -> Iterator[dict[str, str]]:
    Vault.kept = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), Vault) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield {"VAULT_ADDR": f"http://127.0.0.1:{server.server_port}", "VAULT_TOKEN": TOKEN}
        server.shutdown()
        thread.join()


def round_trip(store: SecretStore, resolver: SecretResolver) -> SecretRef:
    reference = SecretRef.parse(str(store.reference(NAME, "CHG1")))
    store.put(reference, Secret("the first"))
    store.put(reference, PASSWORD)
    assert resolver.resolve(reference) == PASSWORD
    return reference


def test_the_keyring_keeps_and_forgets_a_password(tmp_path: Path, ring: Ring) -> None:
    store = open_store(KeyringStore(kind="keyring"), tmp_path)
    reference = round_trip(store, SecretResolver(tmp_path))
    assert str(reference) == "keyring:headend/a%2Fb%23c%40d@CHG1"
    store.discard(reference)
    store.discard(reference)
    assert ring.kept == {}


def test_a_locked_keyring_refuses_by_the_references_name(tmp_path: Path, ring: Ring) -> None:
    ring.locked = True
    store = open_store(KeyringStore(kind="keyring"), tmp_path)
    for work in (lambda ref: store.put(ref, PASSWORD), store.discard):
        with pytest.raises(SecretUnavailable, match="keyring:headend/x@C1") as refused:
            work(store.reference("x", "C1"))
        assert "canary" not in "".join(traceback.format_exception(refused.value))


def test_vault_keeps_and_forgets_a_password(tmp_path: Path, vault: dict[str, str]) -> None:
    store = open_store(VaultStore(kind="vault", path="secret/vpn"), tmp_path, vault)
    reference = round_trip(store, SecretResolver(tmp_path, environ=vault))
    assert reference.target.startswith("secret/vpn/a%2Fb%23c%40d@CHG1")
    store.discard(reference)
    assert Vault.kept == {}


@pytest.mark.parametrize("wrong", [{"VAULT_TOKEN": "s.other"}, {"VAULT_ADDR": "http://127.0.0.1:1"}])
def test_a_vault_that_refuses_is_told_and_nothing_is_shown(
    tmp_path: Path, vault: dict[str, str], wrong: dict[str, str]
) -> None:
    store = open_store(VaultStore(kind="vault", path="secret/vpn"), tmp_path, vault | wrong)
    with pytest.raises(SecretUnavailable) as refused:
        store.put(store.reference("x", "C1"), PASSWORD)
    assert "canary" not in "".join(traceback.format_exception(refused.value))


def age(folder: Path) -> AgeStore:
    key = pyrage.x25519.Identity.generate()
    (folder / "key.txt").write_text(f"# created today\n{key}\n")
    return AgeStore(kind="age", recipients=(str(key.to_public()),), identity_file="key.txt")


def test_age_files_are_read_by_the_teams_keys_alone(tmp_path: Path) -> None:
    settings = age(tmp_path)
    store = open_store(settings, tmp_path)
    reference = round_trip(store, SecretResolver(tmp_path, age_identity=lambda: settings.identity_file))
    (path,) = (tmp_path / "passwords").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"canary" not in path.read_bytes()
    round_trip(store, SecretResolver(tmp_path, environ={"HEADEND_AGE_IDENTITY": str(tmp_path / "key.txt")}))
    store.discard(reference)
    assert list((tmp_path / "passwords").iterdir()) == []


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        (None, "no age key is set up here"),
        ("gone.txt", "No such file"),
        ("empty.txt", "holds no AGE-SECRET-KEY-"),
        ("bad.txt", "is damaged"),
        ("other.txt", "none of your keys opens it"),
    ],
)
def test_an_age_file_without_its_key_says_why(tmp_path: Path, identity: str | None, words: str) -> None:
    store = open_store(age(tmp_path), tmp_path)
    reference = store.reference("x", "C1")
    store.put(reference, PASSWORD)
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "bad.txt").write_text("AGE-SECRET-KEY-1QQ\n")
    (tmp_path / "other.txt").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(SecretUnavailable) as refused:
        SecretResolver(tmp_path, environ={}, age_identity=lambda: identity).resolve(reference)
    assert words in str(refused.value)
    assert "AGE-SECRET-KEY-1" not in "".join(traceback.format_exception(refused.value))


def test_the_longest_names_have_a_place_of_their_own_each(tmp_path: Path) -> None:
    settings = age(tmp_path)
    store = open_store(settings, tmp_path)
    resolver = SecretResolver(tmp_path, age_identity=lambda: settings.identity_file)
    references = [store.reference("#" * 63 + end, "C" * 64) for end in "ab"]
    assert references[0] != references[1]
    for reference in references:
        store.put(reference, PASSWORD)
        assert resolver.resolve(SecretRef.parse(str(reference))) == PASSWORD


def test_a_session_without_a_keyring_is_told_what_to_do(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    try:
        store = open_store(KeyringStore(kind="keyring"), tmp_path)
        with pytest.raises(SecretUnavailable, match="this session has no keyring") as refused:
            store.put(store.reference("x", "C1"), PASSWORD)
        assert "age, vault" in refused.value.hint
    finally:
        keyring.set_keyring(before)


def test_a_recipient_that_is_none_is_refused(tmp_path: Path) -> None:
    store = open_store(AgeStore(kind="age", recipients=("age1" + "q" * 58,)), tmp_path)
    with pytest.raises(SecretUnavailable, match="no age key"):
        store.put(store.reference("x", "C1"), PASSWORD)


@pytest.mark.parametrize("text", ["env:ALICE", "keyring:other/alice", "vault:secret/x#y", "age:x.age"])
def test_what_another_program_keeps_is_left_alone(tmp_path: Path, ring: Ring, text: str) -> None:
    ring.kept["other", "alice"] = "theirs"
    (tmp_path / "x.age").write_text("theirs")
    for settings in (
        KeyringStore(kind="keyring"),
        VaultStore(kind="vault", path="secret/vpn"),
        age(tmp_path),
    ):
        open_store(settings, tmp_path, {}).discard(SecretRef.parse(text))
    assert ring.kept
    assert (tmp_path / "x.age").exists()
