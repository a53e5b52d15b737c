"""PKCS12 files as other programs write them; each is made here by that program, or the test is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import CertificateUnreadable
from flexvpn.base.values import Release
from flexvpn.certificates.pkcs12 import Unreadable, read_identity
from flexvpn.certificates.reencode import for_router, make_passphrase
from lab.dialogue import run_dialogue
from lab.pki.commands import import_any
from lab.router import Router
from lab.session import Session
from tests import certificate_factory as make

if TYPE_CHECKING:
    from collections.abc import Callable

GO_PROGRAM = Path(__file__).parent / "programs" / "main.go"
OLDEST = Release.model_validate("16.6.4")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
needs_keytool = pytest.mark.skipif(shutil.which("keytool") is None, reason="keytool is not installed")


def run(*command: str, give: bytes = b"", **environment: str) -> bytes:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    variables = {**os.environ, **environment}
    done = subprocess.run(command, input=give, capture_output=True, check=False, env=variables)
    if done.returncode:
        pytest.skip(f"{command[0]} here cannot do it: {done.stderr.decode().splitlines()[:1]}")
    return done.stdout


def openssl(issued: make.Issued, *options: str) -> bytes:
    return run(
        "openssl", "pkcs12", "-export", "-passout", f"pass:{make.PASSPHRASE}", *options, give=make.pem(issued)
    )


def keytool(store: Path, *arguments: str) -> None:
    run("keytool", *arguments, "-keystore", str(store), "-storetype", "PKCS12", "-storepass", make.PASSPHRASE)


# What Windows' export dialogue offers as "TripleDES-SHA1" and "AES256-SHA256", and what older ones wrote.
WINDOWS_OLD = ("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1")
WINDOWS_NEW = ("-certpbe", "AES-256-CBC", "-keypbe", "AES-256-CBC", "-macalg", "sha256", "-CSP", "Provider")


@needs_openssl
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("-legacy",),
        WINDOWS_OLD,
        WINDOWS_NEW,
        ("-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"),
        ("-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC"),
        ("-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        ("-certpbe", "NONE", "-keypbe", "NONE"),
        ("-nomac",),
    ],
    ids=" ".join,
)
def test_files_of_openssl_are_read_in_every_encryption(options: tuple[str, ...]) -> None:
    issued = make.server()
    identity = read_identity(openssl(issued, *options), make.PASSPHRASE)
    assert (identity.chain, identity.key_fits) == (issued.chain, True)


@needs_openssl
@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_keys_of_every_usual_size_are_read(bits: int) -> None:
    issued = make.server(key=make.rsa_key("server", bits))
    assert str(read_identity(openssl(issued), make.PASSPHRASE).key_facts) == f"RSA {bits}"


@needs_openssl
def test_openssl_reads_what_we_seal_for_an_old_router() -> None:
    passphrase = make_passphrase(bytes(16))
    sealed = for_router(read_identity(openssl(make.server()), make.PASSPHRASE), OLDEST, passphrase)
    listed = run("openssl", "pkcs12", "-legacy", "-nokeys", "-passin", f"pass:{passphrase}", give=sealed)
    assert listed.count(b"BEGIN CERTIFICATE") == 3


@needs_keytool
def test_a_file_of_keytool_is_read(tmp_path: Path) -> None:
    store = tmp_path / "one.p12"
    keytool(store, "-genkeypair", "-alias", "one", "-keyalg", "RSA", "-dname", "CN=vpn.example.com")
    assert read_identity(store.read_bytes(), make.PASSPHRASE).key_fits


@needs_keytool
def test_two_keys_of_keytool_are_refused(tmp_path: Path) -> None:
    store = tmp_path / "two.p12"
    for alias in ("one", "two"):
        keytool(store, "-genkeypair", "-alias", alias, "-keyalg", "RSA", "-dname", f"CN={alias}")
    with pytest.raises(CertificateUnreadable) as caught:
        read_identity(store.read_bytes(), make.PASSPHRASE)
    assert caught.value.reason is Unreadable.TWO_KEYS


def gnutls(issued: make.Issued, folder: Path) -> bytes:
    """GnuTLS's certtool."""
    (folder / "all.pem").write_bytes(make.pem(issued))
    return run(
        "certtool", "--to-p12", "--outder", "--p12-name", "headend", "--password", make.PASSPHRASE,
        "--load-privkey", str(folder / "all.pem"), "--load-certificate", str(folder / "all.pem"),
    )  # fmt: skip


def nss(issued: make.Issued, folder: Path) -> bytes:
    """Firefox's and Thunderbird's library: into its database, and out again."""
    store, file = f"sql:{folder}", folder / "out.p12"
    (folder / "in.p12").write_bytes(make.pkcs12(issued))
    run("certutil", "-N", "-d", store, "--empty-password")
    run("pk12util", "-i", str(folder / "in.p12"), "-d", store, "-W", make.PASSPHRASE)
    run("pk12util", "-o", str(file), "-n", "headend", "-d", store, "-W", make.PASSPHRASE)
    return file.read_bytes()


def go_pkcs12(kind: str) -> Callable[[make.Issued, Path], bytes]:
    """The library that writes step-ca's files, built where Go is and where it can be fetched, or lies in GOPATH."""

    def made(issued: make.Issued, folder: Path) -> bytes:
        if shutil.which("go") is None:
            pytest.skip("go is not installed")
        shutil.copy(GO_PROGRAM, folder)
        program = folder / "peer"
        local = ["go", "build", "-o", str(program), "main.go"]
        here = {**os.environ, "GO111MODULE": "off"}
        if subprocess.run(local, cwd=folder, env=here, capture_output=True, check=False).returncode:
            (folder / "go.mod").write_text("module peer\n\ngo 1.19\n")
            for command in (["go", "mod", "tidy"], local):
                if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
                    pytest.skip("go-pkcs12 cannot be fetched here")
        return run(str(program), kind, make.PASSPHRASE, give=make.pem(issued))

    return made


def by_openssl(*options: str) -> Callable[[make.Issued, Path], bytes]:
    return lambda issued, _: openssl(issued, *options)


def java(issued: make.Issued, folder: Path) -> bytes:
    """Out of one keystore into another, as Java's own tool writes it."""
    (folder / "in.p12").write_bytes(make.pkcs12(issued))
    store = folder / "out.p12"
    run(
        "keytool", "-importkeystore", "-noprompt", "-srckeystore", str(folder / "in.p12"), "-srcstoretype", "PKCS12",
        "-srcstorepass", make.PASSPHRASE, "-destkeystore", str(store), "-deststoretype", "PKCS12",
        "-deststorepass", make.PASSPHRASE,
    )  # fmt: skip
    return store.read_bytes()


PEERS: dict[str, Callable[[make.Issued, Path], bytes]] = {
    "OpenSSL 3": by_openssl(),
    "OpenSSL -legacy": by_openssl("-legacy"),
    "Windows, TripleDES-SHA1": by_openssl(*WINDOWS_OLD),
    "Windows, AES256-SHA256": by_openssl(*WINDOWS_NEW),
    "Java keytool": java,
    "GnuTLS": gnutls,
    "NSS": nss,
    "step-ca, modern": go_pkcs12("modern"),
    "step-ca, legacy": go_pkcs12("legacy-des"),
    "step-ca, RC2": go_pkcs12("legacy-rc2"),
}


@pytest.mark.parametrize("release", ["16.9.2", "26.2.1"])
@pytest.mark.parametrize("peer", PEERS)
def test_what_other_programs_write_is_read_and_taken_by_a_router(
    peer: str, release: str, tmp_path: Path
) -> None:
    issued = make.server()
    identity = read_identity(PEERS[peer](issued, tmp_path), make.PASSPHRASE)
    assert identity.key_fits
    assert identity.chain == issued.chain
    passphrase = make_passphrase(bytes(range(16)))
    router = Router("edge", release)
    router.flash.write("bootflash:/x.p12", for_router(identity, Release.model_validate(release), passphrase))
    said = run_dialogue(import_any(router, Session(), f"TP pkcs12 bootflash:/x.p12 password {passphrase}"))
    assert "Imported PKCS12 file successfully" in said
    assert router.pki.identity("TP") == issued.certificate
