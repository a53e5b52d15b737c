"""No input can add a configuration line: whatever text is put into a field, it is refused or stays where it belongs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from flexvpn.base.values import Release
from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources
from flexvpn.intent.inventory import build
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import _environment, render
from flexvpn.sections.section import Section
from tests.builders import headend

RELEASE = Release.model_validate("17.9.4")
NASTY = [
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    " ",
    "!",
    "^C",
    "?",
    '"',
    "|",
    "\t",
    "\x00",
    "no ",
    "end",
    "{{",
    "é",
]
texts = st.text() | st.lists(st.sampled_from([*NASTY, "a", "Z", "9", "-", "."]), max_size=8).map("".join)

FULL: dict[str, Any] = {
    "administration": {"ssh_version": 2},
    "local_users": {
        "lockout_max_fail": 5,
        "vty": {"autocommand_logout": True, "access_class": "MGMT"},
        "users": [{"name": "test", "password": "env:TEST"}],
    },
    "trustpoint": {"pkcs12": "a.p12", "passphrase": "env:P12", "revocation_check": "none"},
    "authorization_policies": [
        {
            "dns": ["10.0.1.1"],
            "def_domain": "example.com",
            "split_dns": ["example.com"],
            "banner": "hello",
            "split_tunnel": "s",
        }
    ],
    "ikev2_proposals": [{}],
    "ikev2_policy": {},
    "nat": {},
    "profile_download": {},
}


def _plain(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _fields() -> list[tuple[str, Section, str]]:
    """Every text field of every section, those of nested models included as ``outer.inner``."""
    fields = []
    for name, section in headend(**FULL).sections():
        for field, value in _plain(section).items():
            if isinstance(value, str):
                fields.append((name, section, field))
            if isinstance(value, tuple) and value and isinstance(value[0], str):
                fields.append((name, section, f"{field}[]"))
            for inner, part in _plain(value).items() if isinstance(value, BaseModel) else ():
                if isinstance(part, str):
                    fields.append((name, section, f"{field}.{inner}"))
    return fields


def _with(section: Section, field: str, text: str) -> Section:
    data = _plain(section)
    if field.endswith("[]"):
        data[field[:-2]] = (text,)
    elif "." in field:
        outer, inner = field.split(".")
        data[outer] = _plain(data[outer]) | {inner: text}
    else:
        data[field] = text
    return type(section).model_validate(data)


def _rendered(section: Section) -> str:
    """The template's own output, before anything reads it."""
    template = _environment().get_template(section.template)
    return template.render(**_plain(section), **section.context(), release=RELEASE, label=lambda name: name)


def _shape(text: str, value: str) -> list[str]:
    return [
        line.replace(value, "X") if value else line
        for line in re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)
    ]


FIELDS = _fields()


@pytest.mark.parametrize(
    ("name", "section", "field"), FIELDS, ids=[f"{name}.{field}" for name, _, field in FIELDS]
)
@given(text=texts)
def test_text_in_a_field_is_refused_or_stays_on_its_line(
    name: str, section: Section, field: str, text: str
) -> None:
    del name
    try:
        changed = _with(section, field, text)
    except ValidationError:
        return
    lines, before = _shape(_rendered(changed), ""), _shape(_rendered(section), "")
    assert len(lines) == len(before)
    for line, was in zip(lines, before, strict=True):
        assert line.split(" ")[:2] == was.split(" ")[:2] or text in line
        assert line[:1] == was[:1]
        assert line.isprintable()


def test_every_section_with_text_is_among_those_that_are_tried() -> None:
    assert {name for name, _, _ in FIELDS} >= set(dict(Headend.section_types())) - {"http", "loopback"}


BASE = {
    "hosts.yaml": {"edge": {"data": {"release": "17.9.4"}}},
    "defaults.yaml": {
        "data": {
            "login": {"username": "admin", "password": "env:LOGIN"},
            "trustpoint": {"pkcs12": "a.p12", "passphrase": "env:P12"},
            "address_pools": [{"ranges": ["192.168.10.5 192.168.10.10"]}],
            "authorization_policies": [{}],
            "anyconnect_profile": {
                "client": {"servers": [{"display_name": "VPN", "host_address": "vpn.example.com"}]}
            },
        }
    },
}


def _intended(users: dict[str, Any]) -> list[str] | None:
    """The lines for the one host, or None where the users are refused."""
    texts_of = {**BASE, "users.yaml": {"users": users}}
    documents = {path: read_document(yaml.safe_dump(data), path)[0] for path, data in texts_of.items()}
    empty = Document("none", None)
    built = build(
        Sources(
            documents["hosts.yaml"], empty, documents["defaults.yaml"], empty, (documents["users.yaml"],)
        ),
        date(2026, 11, 24),
    )
    if built.mistakes:
        assert all("\n" not in str(mistake) for mistake in built.mistakes)
        return None
    return render(built.inventory.hosts["edge"].headend).text().splitlines()


WITHOUT_USERS = _intended({})


@given(name=texts, reference=texts, note=texts)
def test_a_users_file_adds_one_line_for_a_user_and_no_more(name: str, reference: str, note: str) -> None:
    lines = _intended({name: {"password": f"env:{reference}", "headends": ["all"], "note": note}})
    if lines is None:
        return
    assert WITHOUT_USERS is not None
    added = [line for line in lines if line not in WITHOUT_USERS]
    assert len(lines) - len(WITHOUT_USERS) in {1, 2}  # a separator comes with the section's first line
    assert len(added) == 1
    assert added[0].startswith(f"username {name} privilege 0 password 0 <secret:")
