"""XML as data: what two files say, whatever their spaces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

NAMESPACE = "{http://schemas.xmlsoap.org/encoding/}"
HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[4] / "shared"
SCHEMA = SHARED / "schemas" / "AnyConnectProfile.xsd"
DOCUMENT = SHARED / "source-document.txt"

Tree = tuple[str, dict[str, str], str, tuple[Any, ...]]


def tree(xml: bytes) -> Tree:
    """Name, attributes, text and children, nested; comments left out."""
    return _tree(etree.fromstring(xml))


def texts(xml: bytes, name: str) -> list[str]:
    """The texts of all elements of this name, in order."""
    return [(element.text or "").strip() for element in etree.fromstring(xml).iter(NAMESPACE + name)]


def from_document(root: str) -> bytes:
    """A file that the document prints, page breaks taken out and its namespace put right."""
    text = DOCUMENT.read_text(encoding="utf-8")
    start, end = text.index(f"<{root} "), text.index(f"</{root}>")
    printed = text[start:end].replace("```", "") + f"</{root}>"
    return printed.replace(
        "http://schemas.xmlsoap/encoding/", "http://schemas.xmlsoap.org/encoding/"
    ).encode()


def _tree(element: Any) -> Tree:  # noqa: ANN401 - lxml's own element type is private
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    children = tuple(_tree(child) for child in element if isinstance(child.tag, str))
    return str(element.tag), attributes, (element.text or "").strip(), children
