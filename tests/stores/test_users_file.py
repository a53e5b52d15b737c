"""users.yaml keeps what people wrote in it, whatever the tool changes."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.errors import StateUnusable
from flexvpn.tickets.users_text import Edit, edited
from flexvpn.tickets.users_text import names as names_of
from stores.users_file import UsersEdit, edit_users

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """# Kept by the VPN team
---
users:
    # staff
    alice:
        password: env:ALICE   # in the vault
        headends:
          - all
          - edge   # the second
        # expires: 2027-01-01

    # contractors
    bob:
        secret: 'hash'
        headends: [all]
        ticket: "CHG1"

# the end
"""
CAROL = Edit("carol", {"password": "env:C", "headends": ("all",), "expires": date(2027, 1, 31)})


def test_a_new_user_comes_last_and_is_indented_as_the_others_are() -> None:
    entry = "    carol:\n        password: env:C\n        headends: [all]\n        expires: 2027-01-31\n"
    assert edited(TEXT, [CAROL]) == TEXT.replace('"CHG1"\n', f'"CHG1"\n{entry}')


def test_a_changed_key_leaves_every_other_line_as_it_was() -> None:
    assert edited(TEXT, [Edit("bob", {"ticket": "CHG2"})]) == TEXT.replace("CHG1", "CHG2")


def test_a_key_is_taken_away_and_another_takes_its_place() -> None:
    changed = edited(TEXT, [Edit("bob", {"secret": None, "password": "env:BOB"})])
    assert changed == TEXT.replace("secret: 'hash'", "password: env:BOB")


def test_a_user_who_leaves_takes_his_own_comments_and_no_others() -> None:
    changed = edited(TEXT, [Edit("alice", gone=True)])
    assert "alice" not in changed
    assert "expires: 2027-01-01" not in changed
    for comment in ("# Kept by the VPN team", "# staff", "# contractors", "# the end"):
        assert comment in changed


def test_the_last_user_may_leave_and_another_may_come() -> None:
    empty = edited(TEXT, [Edit("alice", gone=True), Edit("bob", gone=True)])
    assert yaml.safe_load(empty) == {"users": {}}
    assert list(yaml.safe_load(edited(empty, [CAROL]))["users"]) == ["carol"]


@pytest.mark.parametrize(
    "text", ["", "# nobody yet\n", "users:\n", "users: {}\n", "---\nusers: {}  # none\n"]
)
def test_the_first_user_of_a_file(text: str) -> None:
    assert list(yaml.safe_load(edited(text, [CAROL]))["users"]) == ["carol"]


@pytest.mark.parametrize(
    "text",
    [
        "users: {alice: {password: env:A, headends: [all]}}\n",
        "users:\n  alice: &a\n    password: env:A\n    headends: [all]\n  bob: *a\n",
    ],
)
def test_a_form_that_cannot_be_edited_in_place_is_refused(text: str) -> None:
    with pytest.raises(StateUnusable, match="cannot be edited in place"):
        edited(text, [Edit("alice", {"ticket": "CHG2"})])


BY_HAND = """# numbers of employees
"users":
  12345:   # a number
    "password": 'env:A'       # in the vault
    headends: [ "all", edge ] # both
    note: "caf\\u00e9"
    ticket: CHG1              # theirs
    expires:   2027-01-31
  true: {password: env:B, headends: [ all ]}
  2027-01-31:
    password: env:C
    headends:
    - all    # all of them
"""


def test_what_is_not_changed_in_an_entry_stays_byte_for_byte() -> None:
    changed = edited(BY_HAND, [Edit("12345", {"ticket": "CHG1234", "expires": date(2028, 1, 1)})])
    meant = BY_HAND.replace("CHG1              # theirs", "CHG1234           # theirs")
    assert changed == meant.replace("expires:   2027-01-31", "expires:   2028-01-01")


@pytest.mark.parametrize("name", ["12345", "true", "2027-01-31"])
def test_a_name_that_yaml_could_take_for_something_else_is_edited_like_any_other(name: str) -> None:
    for edit in (Edit(name, {"ticket": "CHG9"}), Edit(name, {"headends": ("edge",)}), Edit(name, gone=True)):
        changed = edited(BY_HAND, [edit])
        assert (name in names_of(changed, "users.yaml")) is not edit.gone


@pytest.mark.parametrize("name", ["<<", "=", "~", "null", "1e5", "^C", "{{x}}", "'", "a:b", "---", "#"])
def test_any_name_that_a_router_takes_can_be_recorded(name: str) -> None:
    text = edited(TEXT, [Edit(name, {"password": "env:X", "headends": ("all",)})])
    assert names_of(text, "users.yaml") == ["alice", "bob", name]
    assert edited(edited(text, [Edit(name, {"ticket": "C"})]), [Edit(name, gone=True)]) == TEXT


def test_dos_line_ends_a_byte_order_mark_and_a_missing_last_line_end_stay(tmp_path: Path) -> None:
    path = tmp_path / "users.yaml"
    text = ("\ufeff" + TEXT.replace("---\n", "")).replace("\n", "\r\n").removesuffix("\r\n")
    path.write_bytes(text.encode())
    edit_users(tmp_path, [Edit("alice", {"ticket": "CHG2"}), CAROL])
    written = path.read_bytes().decode()
    assert "\n" not in written.replace("\r\n", "")
    added = [line.strip() for line in written.split("\r\n") if line not in text.split("\r\n")]
    assert added == ["ticket: CHG2", "carol:", "password: env:C", "expires: 2027-01-31"]
    edit_users(tmp_path, [Edit("alice", {"ticket": None}), Edit("carol", gone=True)])
    assert path.read_bytes().decode() == text


def test_what_a_person_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(TEXT)
    tried = UsersEdit(tmp_path, [CAROL])
    path.write_text(TEXT.replace("# staff", "# staff of the house"))
    assert tried.write() == ("users.yaml",)
    assert "# staff of the house" in path.read_text()
    assert "carol:" in path.read_text()


def test_one_file_that_cannot_be_edited_keeps_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "users").mkdir()
    (tmp_path / "users" / "a.yaml").write_text("users:\n  bob:\n    password: env:B\n    headends: [all]\n")
    (tmp_path / "users" / "b.yaml").write_text("users: {alice: {password: env:A, headends: [all]}}\n")
    before = (tmp_path / "users" / "a.yaml").read_bytes()
    with pytest.raises(StateUnusable, match=r"b\.yaml"):
        edit_users(tmp_path, [Edit("bob", {"ticket": "C"}), Edit("alice", {"ticket": "C"})])
    assert (tmp_path / "users" / "a.yaml").read_bytes() == before


names = st.sampled_from(["alice", "bob", "carol", "dave"])
values = st.fixed_dictionaries(
    {},
    optional={
        "note": st.text("ab: #'\"-{}[]&*!|>%@`\\,?0123", min_size=1).map(str.strip).filter(bool) | st.none(),
        "ticket": st.sampled_from(["CHG2", "0123", "1e3", "true", "null", "2027-01-01"]) | st.none(),
        "headends": st.lists(st.sampled_from(["all", "edge", "no"]), min_size=1).map(tuple),
        "expires": st.dates() | st.none(),
        "disabled": st.just(value=True) | st.none(),
    },
)


@given(st.dictionaries(names, values | st.none(), max_size=4))
def test_whatever_is_set_reads_back_and_nothing_else_changes(sets_by_name: dict[str, Any]) -> None:
    edits = [Edit(name, sets or {}, gone=sets is None) for name, sets in sets_by_name.items()]
    changed = edited(TEXT, edits)
    for comment in ("# Kept by the VPN team", "# staff", "# contractors", "# the end"):
        assert comment in changed
    untouched = {line for line in TEXT.splitlines() if "CHG1" in line or "hash" in line}
    if "bob" not in sets_by_name:
        assert untouched <= set(changed.splitlines())


def test_each_user_is_edited_in_the_file_that_has_him(tmp_path: Path) -> None:
    folder = tmp_path / "users"
    folder.mkdir()
    (folder / "a.yaml").write_text("users:\n  alice: {password: env:A, headends: [all]}\n")
    (folder / "b.yaml").write_text("users:\n  bob:\n    password: env:B\n    headends: [all]\n")
    written = edit_users(tmp_path, [Edit("bob", {"ticket": "C9"}), Edit("alice", {"ticket": "C9"})])
    assert written == ("users/b.yaml", "users/a.yaml")
    assert "C9" in (folder / "a.yaml").read_text()


def test_a_new_user_goes_to_users_yaml_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "users").mkdir()
    (tmp_path / "users" / "a.yaml").write_text("users: {}\n")
    (tmp_path / "users.yaml").write_text(TEXT)
    assert edit_users(tmp_path, [CAROL]) == ("users.yaml",)


def test_the_first_user_of_an_inventory_makes_the_file(tmp_path: Path) -> None:
    assert edit_users(tmp_path, [CAROL]) == ("users.yaml",)
    assert yaml.safe_load((tmp_path / "users.yaml").read_text())["users"]["carol"]["headends"] == ["all"]


def test_nothing_to_change_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(TEXT)
    os.utime(path, (1, 1))
    before = path.stat()
    assert edit_users(tmp_path, [Edit("zoe", gone=True)]) == ()
    after = path.stat()
    assert (after.st_ino, after.st_mtime, path.read_text()) == (before.st_ino, 1, TEXT)


def test_the_mode_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(TEXT)
    path.chmod(0o640)
    edit_users(tmp_path, [CAROL])
    assert path.stat().st_mode & 0o777 == 0o640
