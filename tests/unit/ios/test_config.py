"""Reading a configuration as IOS-XE prints it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.config import Block, Config, alike, differing, merge, parse

RUNNING = """Building configuration...

Current configuration : 1423 bytes
!
! Last configuration change at 10:29:48 UTC Thu Sep 10 2026 by dnac
!
version 17.15
banner motd ^C
interface Loopback666
 this is not configuration
^C
crypto ikev2 proposal IKEv2-prop1 \n encryption aes-cbc-256
!
! \nip access-list extended NAT
 10 permit ip 192.168.10.0 0.0.0.255 any
 20 deny   ip any any
crypto pki certificate chain IKEv2-TP
 certificate 03
  30820321 30820209 \n  \tquit
end

"""


def test_header_separators_banner_and_end_are_no_configuration() -> None:
    assert [block.line for block in parse(RUNNING)] == [
        "version 17.15",
        "banner motd ^C",
        "crypto ikev2 proposal IKEv2-prop1",
        "ip access-list extended NAT",
        "crypto pki certificate chain IKEv2-TP",
    ]


def test_trailing_spaces_are_not_part_of_a_line() -> None:
    assert parse(RUNNING).block("crypto ikev2 proposal IKEv2-prop1") == Block(
        "crypto ikev2 proposal IKEv2-prop1", ("encryption aes-cbc-256",)
    )


def test_two_spaces_within_a_password_are_two() -> None:
    assert "username test privilege 0 password 0 a  b" in parse("username test privilege 0 password 0 a  b\n")


def test_access_list_entries_read_alike_with_and_without_sequence_numbers() -> None:
    block = parse(RUNNING).block("ip access-list extended NAT")
    assert block is not None
    assert block.children == ("permit ip 192.168.10.0 0.0.0.255 any", "deny ip any any")


def test_deeper_lines_keep_their_depth() -> None:
    block = parse(RUNNING).block("crypto pki certificate chain IKEv2-TP")
    assert block is not None
    assert block.children[1].startswith(" 30820321")


def test_a_block_that_is_opened_twice_is_one_block() -> None:
    config = parse(
        "crypto ikev2 authorization policy p\n pool A\n!\ncrypto ikev2 authorization policy p\n dns 10.0.1.1\n"
    )
    assert config == Config((Block("crypto ikev2 authorization policy p", ("pool A", "dns 10.0.1.1")),))


WORDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
BLOCKS = st.lists(
    st.builds(Block, WORDS.map(lambda word: f"line {word}"), st.lists(WORDS, max_size=4).map(tuple))
)


@given(BLOCKS)
def test_what_is_printed_reads_back_the_same(blocks: list[Block]) -> None:
    config = merge(blocks)
    assert parse(config.text()) == config


TRANSCRIPTS = Path(__file__).parents[4] / "shared" / "transcripts"


@pytest.mark.transcripts
def test_real_running_configurations_lose_no_top_level_line() -> None:
    if not TRANSCRIPTS.is_dir():
        pytest.skip("../shared is not here")
    recordings = sorted(TRANSCRIPTS.glob("show_running_config__*.txt"))
    assert len(recordings) >= 2
    for recording in recordings:
        text = recording.read_text(encoding="utf-8")
        config = parse(text)
        for line in ("ip forward-protocol nd", "line con 0", "control-plane"):
            assert (f"\n{line}" in text) == (line in config), (recording.name, line)


def test_what_differs_is_named_by_its_first_words_alone() -> None:
    one = parse("username alice password 0 secret\nip http server\nline vty 0 4\n transport input ssh\n")
    other = parse("line vty 0 4\n transport input all\nip http server\n")
    assert differing(one, other) == ("line vty", "username alice")
    assert differing(one, one) == ()


def test_two_configurations_are_alike_whatever_the_order_of_their_blocks() -> None:
    one = parse("ip access-list standard A\n 10 permit any\nip access-list standard B\n 10 deny any\n")
    assert alike(one, [*reversed([*one])])
    assert not alike(one, [*one][:1])
    assert not alike(one, [*one, next(iter(one))])


def test_the_order_of_a_numbered_access_list_and_of_lines_in_a_block_counts() -> None:
    numbered = parse("access-list 10 deny any\naccess-list 10 permit any\naccess-list 2 permit any\n")
    assert alike(numbered, [numbered.blocks[2], *numbered.blocks[:2]])
    assert not alike(numbered, [*reversed([*numbered])])
    lines = parse("ip access-list extended A\n 10 deny ip any any\n 20 permit ip any any\n")
    swapped = parse("ip access-list extended A\n 20 permit ip any any\n 10 deny ip any any\n")
    assert not alike(lines, swapped)
