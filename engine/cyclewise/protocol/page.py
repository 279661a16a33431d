"""A page of a protocol: its file read, a fault noted with the others', and where a key stands."""

from __future__ import annotations

from pathlib import Path

from cyclewise.documents.problem import BadInput
from cyclewise.documents.yamlfile import Document, Mapping, Node, read_yaml
from cyclewise.protocol.notes import Notes


def read_page(path: Path, notes: Notes) -> Document | None:
    """Return a file's nodes; a file that cannot be read adds its problems to the others'."""
    try:
        return read_yaml(path)
    except BadInput as error:
        notes.problems.include(error.problems)
        return None


def place_of(root: Node, key: str) -> Node:
    """Return where a key's value stands, or the whole page."""
    return (root.get(key) if isinstance(root, Mapping) else None) or root
