from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.errors import CertificateUnreadable
from flexvpn.certificates.fingerprints import Fingerprints, as_ios, normalise, normalise_serial, serial
from flexvpn.certificates.pkcs12 import LARGEST, Unreadable, read_identity
from tests import certificate_factory as make
from tests.effort import effort

GOOD = make.server()
FILE = make.pkcs12(GOOD)


def refused(data: bytes, passphrase: str = make.PASSPHRASE) -> CertificateUnreadable:
    with pytest.raises(CertificateUnreadable) as caught:
        read_identity(data, passphrase, name="router.p12")
    return caught.value


PEM = make.pem(GOOD)


@pytest.mark.parametrize("legacy", [False, True])
def test_a_file_is_read_in_modern_and_in_legacy_encryption(*, legacy: bool) -> None:
    identity = read_identity(make.pkcs12(make.server(), legacy=legacy), make.PASSPHRASE)
    assert (str(identity.key_facts), identity.key_fits, identity.root_present) == ("RSA 2048", True, True)


def test_two_keys_in_one_file_are_refused() -> None:
    assert refused(make.two_keys(make.server())).reason is Unreadable.TWO_KEYS


@pytest.mark.parametrize("shuffle", [slice(None), slice(None, None, -1)])
def test_the_chain_is_ordered_leaf_first_whatever_the_file_says(shuffle: slice) -> None:
    issued = make.server()
    identity = read_identity(make.pkcs12(issued, chain=issued.above[shuffle]), make.PASSPHRASE)
    assert identity.chain == issued.chain


def test_a_chain_without_root_is_read_and_says_so() -> None:
    issued = make.server()
    identity = read_identity(make.pkcs12(issued, chain=issued.above[:1]), make.PASSPHRASE)
    assert (len(identity.chain), identity.root_present) == (2, False)


def test_certificates_of_another_chain_are_kept_apart() -> None:
    stranger = make.make("Somebody Else", make.rsa_key("other"), authority=True).certificate
    issued = make.server()
    identity = read_identity(make.pkcs12(issued, chain=(stranger, *issued.above)), make.PASSPHRASE)
    assert (identity.chain, identity.unrelated) == (issued.chain, (stranger,))


def test_a_namesake_of_the_authority_that_did_not_sign_is_not_taken_for_it() -> None:
    namesake = make.make("Example Issuing", make.rsa_key("other"), make.root(), authority=True).certificate
    issued = make.server()
    identity = read_identity(make.pkcs12(issued, chain=(namesake, *issued.above)), make.PASSPHRASE)
    assert identity.chain == issued.chain


def test_a_chain_signed_with_sha1_is_still_put_in_order() -> None:
    issued = make.server(sha1=True)
    assert read_identity(make.pkcs12(issued), make.PASSPHRASE).chain == issued.chain


def test_a_file_without_a_key_is_read_and_its_leaf_found() -> None:
    issued = make.server()
    identity = read_identity(make.pkcs12(issued, with_key=False), make.PASSPHRASE)
    assert (identity.key, identity.key_fits, identity.certificate) == (None, False, issued.certificate)


def test_somebody_elses_key_does_not_fit() -> None:
    issued = make.server()
    identity = read_identity(make.mismatched(issued, make.rsa_key("other")), make.PASSPHRASE)
    assert (identity.certificate, identity.key_fits) == (issued.certificate, False)


def test_an_ec_certificate_is_read() -> None:
    identity = read_identity(make.pkcs12(make.server(key=make.ec_key())), make.PASSPHRASE)
    assert (str(identity.key_facts), identity.key_fits) == ("EC 256", True)


def test_a_certificate_that_repeats_an_extension_is_refused() -> None:
    twice = make.repeated_extension(make.server())
    assert refused(make.pkcs12(twice)).reason is Unreadable.BAD_CERTIFICATE


def test_a_file_in_ber_of_indefinite_length_is_read_without_a_warning() -> None:
    assert FILE[1] == 0x82
    assert read_identity(b"\x30\x80" + FILE[4:] + b"\x00\x00", make.PASSPHRASE).chain == GOOD.chain


def test_octets_after_the_end_do_no_harm() -> None:
    assert read_identity(FILE + b"\n", make.PASSPHRASE).chain == GOOD.chain


def test_an_empty_passphrase_opens_a_file_without_one() -> None:
    assert read_identity(make.pkcs12(make.server(), passphrase=""), "").key_fits


@pytest.mark.parametrize("passphrase", ["a b'\"?c", "pässwörd", "x" * 200])
def test_any_passphrase_a_person_chose_is_taken(passphrase: str) -> None:
    assert read_identity(make.pkcs12(make.server(), passphrase=passphrase), passphrase).key_fits


def test_a_wrong_passphrase_is_said_and_not_repeated() -> None:
    error = refused(make.pkcs12(make.server()), "no-such-passphrase")
    assert error.reason is Unreadable.NOT_OPENED
    assert "no-such-passphrase" not in f"{error!s}{error!r}{error.__cause__!r}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (bytes(LARGEST + 1), Unreadable.HUGE),
        (PEM, Unreadable.PEM),
        (b"Bag Attributes\n" + PEM, Unreadable.PEM),
        (b"\xfe\xed\xfe\xed\x00\x00\x00\x02", Unreadable.KEYSTORE),
        (GOOD.certificate.public_bytes(Encoding.DER), Unreadable.CERTIFICATE),
        (b"hello, world", Unreadable.NOT_PKCS12),
        (b"\x30\x03\x02\x01\x00", Unreadable.NOT_PKCS12),
        (b"\x30", Unreadable.TRUNCATED),
        (FILE[:-1], Unreadable.TRUNCATED),
        (FILE[:40], Unreadable.TRUNCATED),
        (b"\x30\x05\x02\x01\x03\x30\x00", Unreadable.DAMAGED),
        (base64.encodebytes(FILE), Unreadable.BASE64),
        (serialize_certificates([GOOD.certificate], Encoding.DER), Unreadable.PKCS7),
        (serialize_certificates([GOOD.certificate], Encoding.PEM), Unreadable.PKCS7),
    ],
    # Keys are new in every process: bytes must not name a test.
    ids=range(15),
)
def test_a_file_that_is_no_pkcs12_is_refused_by_name(data: bytes, reason: Unreadable) -> None:
    error = refused(data)
    assert error.reason is reason
    assert str(error).startswith(f"router.p12: {reason.value}")
    assert error.exit_code == 3


@effort(0.5)
@given(st.integers(0, 1_000_000), st.integers(1, 255))
def test_a_damaged_octet_never_gives_another_error_than_ours(at: int, change: int) -> None:
    data = bytearray(FILE)
    data[at % len(data)] ^= change
    try:
        identity = read_identity(bytes(data), make.PASSPHRASE)
    except CertificateUnreadable:
        return
    assert identity.chain == GOOD.chain


@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes) -> None:
    refused(data)


def test_the_key_never_shows() -> None:
    assert "key=" not in repr(read_identity(make.pkcs12(make.server()), make.PASSPHRASE))


def test_fingerprints_compare_in_every_notation() -> None:
    prints = Fingerprints.of(make.root().certificate)
    assert prints.matches(as_ios(prints.md5))
    assert prints.matches(f"  {as_ios(prints.sha1).lower()} ")
    assert prints.matches(":".join(prints.sha256[at : at + 2] for at in range(0, 64, 2)))
    assert not prints.matches("00" * 16)


def test_fingerprints_read_as_the_router_prints_them() -> None:
    printed = "5C3C2759 5E925BEA 0B6C8ADE 7844278A 49E2D60B"
    assert as_ios(normalise(printed)) == printed


@pytest.mark.parametrize("printed", ["", "5C3C2759", "5C3C2759 5E925BEA 0B6C8ADE 7844278G"])
def test_what_is_no_fingerprint_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        normalise(printed)


@pytest.mark.parametrize(
    ("printed", "same"), [("3", "03"), ("03", "03"), ("0abc", "0ABC"), ("0x00", "00"), ("01 AB", "01AB")]
)
def test_serial_numbers_compare_whatever_their_zeros(printed: str, same: str) -> None:
    assert normalise_serial(printed) == same


def test_a_serial_number_reads_as_the_router_prints_it() -> None:
    assert serial(make.intermediate().certificate) == "02"
