from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.values import Release
from flexvpn.certificates.pkcs12 import Identity, read_identity
from flexvpn.certificates.reencode import Sealing, for_router, make_passphrase, sealing_for
from tests import certificate_factory as make

SECRET = make_passphrase(bytes(range(20)))
PBES2 = bytes.fromhex("06092a864886f70d01050d")
TRIPLE_DES = bytes.fromhex("060a2a864886f70d010c0103")


def release(text: str) -> Release:
    return Release.model_validate(text)


def identity() -> Identity:
    return read_identity(make.pkcs12(make.server()), make.PASSPHRASE)


@pytest.mark.parametrize("text", ["16.6.4", "16.9.2", "16.12.1", "17.3.1", "17.9.4", "17.15.5"])
def test_releases_that_fail_on_modern_encryption_get_the_legacy_one(text: str) -> None:
    data = for_router(identity(), release(text), SECRET)
    assert sealing_for(release(text)) is Sealing.LEGACY
    assert TRIPLE_DES in data
    assert PBES2 not in data


def test_a_release_that_was_seen_to_read_modern_encryption_gets_it() -> None:
    data = for_router(identity(), release("26.2"), SECRET)
    assert PBES2 in data
    assert TRIPLE_DES not in data


def test_the_sealing_can_be_chosen_for_a_second_try() -> None:
    assert PBES2 in for_router(identity(), release("16.9.2"), SECRET, sealing=Sealing.MODERN)


@pytest.mark.slow
@pytest.mark.parametrize("sealing", Sealing)
def test_what_was_sealed_reads_back_as_the_same_identity(sealing: Sealing) -> None:
    original = identity()
    again = read_identity(for_router(original, release("16.9.2"), SECRET, sealing=sealing), SECRET)
    assert again == original
    assert again.key_fits


@pytest.mark.slow
def test_certificates_that_are_not_of_the_chain_stay_behind() -> None:
    issued = make.server()
    stranger = make.make("Somebody Else", make.rsa_key("other"), authority=True).certificate
    mixed = read_identity(make.pkcs12(issued, chain=(stranger, *issued.above)), make.PASSPHRASE)
    again = read_identity(for_router(mixed, release("16.9.2"), SECRET), SECRET)
    assert (again.chain, again.unrelated) == (issued.chain, ())


def test_a_certificate_without_chain_is_sealed_alone() -> None:
    issued = make.server()
    alone = read_identity(make.pkcs12(issued, chain=()), make.PASSPHRASE)
    assert read_identity(for_router(alone, release("16.9.2"), SECRET), SECRET).chain == (issued.certificate,)


def test_an_identity_without_key_is_not_sealed() -> None:
    keyless = read_identity(make.pkcs12(make.server(), with_key=False), make.PASSPHRASE)
    with pytest.raises(ValueError, match="RSA key"):
        for_router(keyless, release("16.9.2"), SECRET)


def test_an_ec_key_is_not_sealed_because_it_could_become_an_ssh_host_key() -> None:
    unfit = read_identity(make.pkcs12(make.server(key=make.ec_key())), make.PASSPHRASE)
    with pytest.raises(ValueError, match="RSA key"):
        for_router(unfit, release("16.9.2"), SECRET)


def test_a_passphrase_that_ios_would_refuse_is_refused_here() -> None:
    with pytest.raises(ValueError, match="8 characters"):
        for_router(identity(), release("16.9.2"), "short")


@given(st.binary(min_size=16, max_size=32))
def test_a_made_passphrase_is_one_plain_word_for_the_command_line(random_bytes: bytes) -> None:
    made = make_passphrase(random_bytes)
    assert len(made) >= 8
    assert made[0] in string.ascii_lowercase
    assert set(made) <= set(string.ascii_lowercase + string.digits)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_different_randomness_makes_different_passphrases(first: bytes, other: bytes) -> None:
    assert (make_passphrase(first) == make_passphrase(other)) is (first == other)


@pytest.mark.parametrize("count", [0, 15, 33])
def test_too_little_or_too_much_randomness_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="random bytes"):
        make_passphrase(bytes(count))
