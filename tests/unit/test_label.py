from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.certificates.label import LONGEST, generation_label, generations, hierarchy, is_generation

SHA256 = "AB12CD34" * 8
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", fullmatch=True)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_stable_name_is_taken_where_nothing_uses_it() -> None:
    assert generation_label("IKEv2-TP", SHA256, ()) == "IKEv2-TP"


def test_a_used_name_gets_six_digits_of_the_fingerprint() -> None:
    assert generation_label("IKEv2-TP", SHA256, {"IKEv2-TP"}) == "IKEv2-TP-AB12CD"


def test_a_used_generation_gets_more_digits() -> None:
    assert generation_label("IKEv2-TP", SHA256, {"IKEv2-TP", "IKEv2-TP-AB12CD"}) == "IKEv2-TP-AB12CD34"


def test_a_long_name_leaves_room_for_what_ios_appends() -> None:
    label = generation_label("n" * LONGEST, SHA256, {"n" * LONGEST})
    assert label.endswith("-AB12CD")
    assert len(f"{label}-rrr1") <= LONGEST


@given(names, digests, st.integers(0, 4))
def test_a_label_is_unused_in_bounds_and_known_as_a_generation(name: str, sha256: str, taken: int) -> None:
    used: set[str] = set()
    for _ in range(taken):
        used.add(generation_label(name, sha256, used))
    label = generation_label(name, sha256, used)
    assert label not in used
    assert len(label) <= LONGEST
    assert is_generation(label, name)


def test_the_same_certificate_gets_the_same_label_again() -> None:
    used = {"IKEv2-TP"}
    assert generation_label("IKEv2-TP", SHA256, used) == generation_label("IKEv2-TP", SHA256.lower(), used)


@pytest.mark.parametrize(
    "label",
    [
        "IKEv2-TP2",
        "IKEv2",
        "IKEv2-TP-rrr1",
        "IKEv2-TP-backup",
        "SLA-TrustPoint",
        "IKEv2-TP-AB1",
        "IKEv2-TP-ab12cd",
    ],
)
def test_other_trustpoints_are_no_generations(label: str) -> None:
    assert not is_generation(label, "IKEv2-TP")


def test_generations_are_found_among_all_labels() -> None:
    labels = ("TP-self-signed-1", "IKEv2-TP-AB12CD", "IKEv2-TP", "SLA-TrustPoint")
    assert generations("IKEv2-TP", labels) == ("IKEv2-TP", "IKEv2-TP-AB12CD")


def test_trustpoints_of_higher_authorities_are_found_in_their_order() -> None:
    labels = ("TP-rrr10", "TP-rrr2", "TP", "TP-rrr1", "TP2-rrr1", "TP-AB12CD-rrr1")
    assert hierarchy("TP", labels) == ("TP-rrr1", "TP-rrr2", "TP-rrr10")


@pytest.mark.parametrize("digest", ["", "ab12cd", "AB" * 20])
def test_only_a_sha256_fingerprint_makes_a_label(digest: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        generation_label("IKEv2-TP", digest, ())
