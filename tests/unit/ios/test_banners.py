from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.banners import as_sent, delimited
from flexvpn.ios.config import parse

POLICY = "crypto ikev2 authorization policy ikev2-auth-policy"
PRINTED = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).map(str.strip)


def test_a_banner_stands_between_characters_that_it_does_not_hold() -> None:
    assert delimited("Authorised users only") == "#Authorised users only#"
    assert delimited("ticket #7") == "~ticket #7~"


def test_a_banner_that_leaves_no_delimiter_is_refused() -> None:
    with pytest.raises(ValueError, match="do without one of"):
        delimited("#~%@|+=&")


@given(PRINTED.filter(lambda text: text and "^" not in text and not set("#~%@|+=&") <= set(text)))
def test_what_a_router_prints_of_a_banner_reads_as_it_was_sent(text: str) -> None:
    assert as_sent(f"banner ^C{text}^C") == f"banner {delimited(text)}"


@pytest.mark.parametrize(
    "line", ["banner #as sent#", "banner", "banner ^C", "dns ^C10.0.1.1^C", "pool ACPool"]
)
def test_every_other_line_is_left_as_it_is(line: str) -> None:
    assert as_sent(line) == line


def test_somebodys_banner_of_several_lines_does_not_end_its_block() -> None:
    found = parse(
        f"{POLICY} \n pool ACPool\n banner ^CWelcome\nhostname not\n^C\n dns 10.0.1.1\n!\nhostname edge\n"
    )
    assert [block.line for block in found] == [POLICY, "hostname edge"]
    assert found.blocks[0].children == ("pool ACPool", "banner ^CWelcome", "dns 10.0.1.1")
