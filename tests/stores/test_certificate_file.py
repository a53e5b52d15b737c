"""Files that somebody names as certificates: large ones, devices, and those that an empty passphrase opens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import CertificateUnreadable, SecretUnavailable
from flexvpn.base.secrets import SecretRef
from flexvpn.certificates.pkcs12 import LARGEST, Unreadable, read_identity
from stores.certificate_file import certificate_bytes, open_identity
from stores.secret_resolver import SecretResolver
from tests import certificate_factory as make

if TYPE_CHECKING:
    from pathlib import Path

WORD = SecretRef.parse("env:WORD")


def resolver(folder: Path, word: str) -> SecretResolver:
    return SecretResolver(folder, environ={"WORD": word})


def test_of_a_file_of_a_terabyte_a_megabyte_is_read(tmp_path: Path) -> None:
    with (tmp_path / "x.p12").open("wb") as file:
        os.truncate(file.fileno(), 1 << 40)
    data = certificate_bytes(tmp_path / "x.p12")
    assert len(data) == LARGEST + 1
    with pytest.raises(CertificateUnreadable) as refused:
        read_identity(data, "")
    assert refused.value.reason is Unreadable.HUGE


def test_an_empty_passphrase_opens_what_was_exported_with_none(tmp_path: Path) -> None:
    data = make.pkcs12(make.server(), passphrase="")
    assert open_identity(data, WORD, resolver(tmp_path, ""), name="x").key_fits


def test_an_empty_passphrase_that_does_not_open_the_file_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(SecretUnavailable, match="env:WORD: it is empty"):
        open_identity(make.pkcs12(make.server()), WORD, resolver(tmp_path, ""), name="x")


def test_what_is_no_pkcs12_is_said_whatever_the_passphrase(tmp_path: Path) -> None:
    with pytest.raises(CertificateUnreadable) as refused:
        open_identity(make.pem(make.server()), WORD, resolver(tmp_path, ""), name="x")
    assert refused.value.reason is Unreadable.PEM


def test_a_passphrase_that_cannot_be_had_is_no_empty_one(tmp_path: Path) -> None:
    data = make.pkcs12(make.server(), passphrase="")
    with pytest.raises(SecretUnavailable, match="not set"):
        open_identity(data, WORD, SecretResolver(tmp_path, environ={}), name="x")
