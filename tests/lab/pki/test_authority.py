"""`python -m lab pki` and the files that other tools make: what a router reads of each."""

from __future__ import annotations

import argparse
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from lab.pki import cli
from lab.pki.authority import make_key
from lab.pki.bundle import Bundle, CannotOpen, Sealing, open_bundle, order_chain, sealing
from tests.lab.vpn.document import PASSPHRASE, certificates, sealed


def made(tmp_path: Path, *words: str) -> tuple[bytes, Bundle]:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    assert cli.run(parser.parse_args(["--out", str(tmp_path), "--host", "vpn.example.com", *words])) == 0
    data = (tmp_path / "IKEv2-TP.p12").read_bytes()
    return data, open_bundle(data, (tmp_path / "IKEv2-TP.passphrase").read_text().strip())


def test_a_root_an_intermediate_and_a_server_certificate_come_out(tmp_path: Path) -> None:
    data, bundle = made(tmp_path)
    assert sealing(data) is Sealing.MODERN
    assert bundle.certificate is not None
    assert [c.subject for c in bundle.chain] == [bundle.certificate.issuer, bundle.chain[0].issuer]
    root = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    assert bundle.chain[-1] == root
    names = bundle.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["vpn.example.com"]


def test_key_and_passphrase_are_for_their_owner_only(tmp_path: Path) -> None:
    made(tmp_path)
    for name in ("IKEv2-TP.p12", "IKEv2-TP.passphrase"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_each_kind_of_unfit_file_can_be_ordered(tmp_path: Path) -> None:
    data, bundle = made(tmp_path, "--legacy", "--no-root")
    assert (sealing(data), len(bundle.chain)) == (Sealing.LEGACY, 1)
    assert made(tmp_path, "--no-key", "--no-chain")[1].key is None
    alone = made(tmp_path, "--self-signed", "--key", "ec:384")[1]
    assert isinstance(alone.key, ec.EllipticCurvePrivateKey)
    assert alone.certificate is not None
    assert alone.certificate.issuer == alone.certificate.subject


def test_a_passphrase_of_ones_own_is_taken_from_a_file(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.write_text('quote" and space?\n')
    made(tmp_path, "--passphrase-file", str(chosen))
    assert (tmp_path / "IKEv2-TP.passphrase").read_text() == 'quote" and space?\n'


def test_an_unknown_kind_of_key_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind of key: dsa"):
        make_key("dsa")


def test_a_chain_is_put_in_order_whatever_the_file_has() -> None:
    known = certificates()
    upside_down = [known.root.certificate, known.intermediate.certificate]
    assert order_chain(known.server.certificate, upside_down) == tuple(reversed(upside_down))


def test_a_wrong_passphrase_and_no_file_at_all_look_alike() -> None:
    for data, passphrase in ((sealed(), "wrong"), (b"not a file", PASSPHRASE)):
        with pytest.raises(CannotOpen):
            open_bundle(data, passphrase)


def test_the_key_is_in_no_repr() -> None:
    assert "PRIVATE" not in repr(open_bundle(sealed(), PASSPHRASE))
    assert "RSAPrivateKey" not in repr(open_bundle(sealed(), PASSPHRASE))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command here")
@pytest.mark.parametrize(("option", "expected"), [((), Sealing.MODERN), (("-legacy",), Sealing.LEGACY)])
def test_files_of_openssl_are_told_apart_and_read(
    tmp_path: Path, option: tuple[str, ...], expected: Sealing
) -> None:
    run = subprocess.run
    key, certificate, bundle = (str(tmp_path / name) for name in ("k.pem", "c.pem", "b.p12"))
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=vpn.example.com"]
    run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    words = ["openssl", "pkcs12", "-export", "-in", certificate, "-inkey", key, "-out", bundle]
    if run([*words, "-passout", "pass:abc", *option], check=False, capture_output=True).returncode:
        pytest.skip("this openssl has no such option")
    data = Path(bundle).read_bytes()
    assert sealing(data) is expected
    assert open_bundle(data, "abc").key is not None
