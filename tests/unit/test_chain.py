"""An authority may have several certificates: cross-signed, renewed for the key it had, old and new in one file."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from flexvpn.certificates.chain import authorities_beyond_gap, order
from flexvpn.certificates.fault import Fault, Severity, Unfit
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.pkcs12 import read_identity
from tests import certificate_factory as make

DAY = timedelta(days=1)
ISSUING = make.rsa_key("intermediate")
OTHER_ROOT = make.make("Other Root", make.rsa_key("other root"), authority=True)


def issuing(above: make.Issued, **dates: object) -> make.Issued:
    return make.make("Example Issuing", ISSUING, above, authority=True, **dates)  # type: ignore[arg-type]


def test_of_two_certificates_of_an_authority_the_one_in_date_is_taken_in_any_order() -> None:
    leaf = make.server()
    good = leaf.above
    expired = issuing(OTHER_ROOT, ends=make.NOW - DAY).certificate
    for heap in permutations((*good, expired, OTHER_ROOT.certificate)):
        assert order(leaf.certificate, heap) == leaf.chain


def test_one_that_is_not_valid_yet_waits() -> None:
    leaf = make.server()
    later = issuing(make.root(), starts=make.NOW + DAY, ends=make.NOW + 900 * DAY).certificate
    for heap in permutations((*leaf.above, later)):
        assert order(leaf.certificate, heap) == leaf.chain


def test_an_expired_root_gives_way_to_the_one_that_signed_its_key_anew() -> None:
    key = make.rsa_key("root")
    old = make.make("Example Root", key, authority=True, ends=make.NOW - DAY)
    crossed = make.make("Example Root", key, OTHER_ROOT, authority=True).certificate
    issued = make.server(issuer=issuing(old))
    heap = (issued.above[0], old.certificate, crossed, OTHER_ROOT.certificate)
    expected = (issued.certificate, issued.above[0], crossed, OTHER_ROOT.certificate)
    assert order(issued.certificate, heap) == order(issued.certificate, heap[::-1]) == expected


def test_where_two_serve_as_long_the_shorter_way_to_a_root_is_taken() -> None:
    leaf = make.server()
    crossed = make.make("Example Root", make.rsa_key("root"), OTHER_ROOT, authority=True).certificate
    for heap in permutations((*leaf.above, crossed, OTHER_ROOT.certificate)):
        assert order(leaf.certificate, heap) == leaf.chain


def test_a_way_that_has_its_root_comes_before_one_that_has_not() -> None:
    leaf = make.server()
    rootless = issuing(OTHER_ROOT).certificate
    for heap in permutations((*leaf.above, rootless)):
        assert order(leaf.certificate, heap) == leaf.chain


def test_authorities_that_issued_each_other_come_to_an_end() -> None:
    first, second = (make.make(name, make.rsa_key(name), authority=True) for name in ("One", "Other"))
    first = make.make("One", first.key, second, authority=True)
    second = make.make("Other", second.key, first, authority=True)
    leaf = make.server(issuer=first)
    chain = order(leaf.certificate, (first.certificate, second.certificate))
    assert chain == (leaf.certificate, first.certificate, second.certificate)


FIRST = make.make("Int1", make.rsa_key("one"), make.root(), authority=True)
SECOND = make.make("Int2", make.rsa_key("two"), FIRST, authority=True)
THIRD = make.make("Int3", make.rsa_key("three"), SECOND, authority=True)
DEEP = make.server(issuer=THIRD)


def faults(*above: make.Issued, trust: tuple[make.Issued, ...] = ()) -> list[Fault]:
    """What is wrong with the deep certificate in a file that holds these authorities."""
    data = make.pkcs12(DEEP, chain=[authority.certificate for authority in above])
    anchors = [anchor.certificate for anchor in trust]
    return list(assess(read_identity(data, make.PASSPHRASE), (make.HOST,), make.NOW, anchors))


@pytest.mark.parametrize("beyond", [(FIRST, make.root()), (make.root(), FIRST), (FIRST,), (make.root(),)])
def test_a_hole_in_the_chain_is_unfit_and_names_what_is_missing(beyond: tuple[make.Issued, ...]) -> None:
    (fault,) = faults(THIRD, *beyond)
    assert (fault.kind, fault.severity) == (Unfit.INCOMPLETE_CHAIN, Severity.FAIL)
    assert "the file lacks CN=Int2, the issuer of CN=Int3" in fault.what


def test_a_chain_that_lacks_its_root_alone_serves() -> None:
    assert faults(THIRD, SECOND, FIRST) == []
    assert faults(THIRD, SECOND, FIRST, make.root()) == []


def test_a_chain_up_to_what_the_client_trusts_serves_whatever_else_is_in_the_file() -> None:
    assert faults(THIRD, SECOND, OTHER_ROOT, trust=(FIRST,)) == []


def test_an_older_root_of_the_same_name_is_no_hole() -> None:
    older = make.make("Example Root", make.rsa_key("older root"), authority=True)
    assert faults(THIRD, SECOND, FIRST, older) == []


def test_another_way_up_and_an_authority_below_are_no_hole() -> None:
    leaf = make.server(issuer=issuing(make.root()))
    crossed = issuing(OTHER_ROOT, ends=make.NOW + 900 * DAY)
    below = make.make("Below", make.rsa_key("below"), make.intermediate(), authority=True)
    heap = (crossed.certificate, OTHER_ROOT.certificate, below.certificate)
    assert authorities_beyond_gap(leaf.chain[:2], heap) == ()
