"""What a YAML file says, kept with the place where it says it, so that a message can point."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, Protocol

from cyclewise.records import dataclass

Kind = Literal["null", "bool", "int", "float", "str"]
Value = None | bool | int | float | str

_CORE = re.compile(
    r"""
      (?P<null>  null | Null | NULL | ~ | )
    | (?P<bool>  true | True | TRUE | false | False | FALSE )
    | (?P<int>   [-+]?[0-9]+ | 0o[0-7]+ | 0x[0-9a-fA-F]+ )
    | (?P<float> [-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?
               | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) )
    """,
    re.VERBOSE,
)
# Python refuses to turn thousands of digits into a number, and nobody means such a number.
_LONGEST_NUMBER = 400


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A file's name as it is shown, and its lines."""

    label: str
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        """Show the name only; the lines may be many."""
        return f"Source({self.label!r})"


class Place(Protocol):
    """Anything that has a place in a file: lines and columns count from 1, 0 is the whole file."""

    @property
    def source(self) -> Source:
        """Return the file."""

    @property
    def line(self) -> int:
        """Return the line."""

    @property
    def column(self) -> int:
        """Return the column."""

    @property
    def width(self) -> int:
        """Return how many characters it covers on its first line."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A bare place in a file, where there is no node to point to."""

    source: Source
    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Scalar:
    """One written value; ``quoted`` says that it stands in quotes or in a block of text."""

    text: str
    quoted: bool
    line: int
    column: int
    width: int
    source: Source

    @property
    def kind(self) -> Kind:
        """Return what YAML 1.2 takes the text for."""
        return "str" if self.quoted else _kind(self.text)

    @property
    def value(self) -> Value:
        """Return the text as the Python value of its kind."""
        match self.kind:
            case "null":
                return None
            case "bool":
                return self.text.lower() == "true"
            case "int":
                return _integer(self.text)
            case "float":
                return float(re.sub(r"\.(?=[iInN])", "", self.text))
            case "str":
                return self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, with the place where it begins."""

    items: tuple[Node, ...]
    line: int
    column: int
    width: int
    source: Source


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values in the order written, with the place where they begin."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int
    width: int
    source: Source

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None where the key is not written."""
        for word, node in self.entries:
            if word.text == key:
                return node
        return None

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order written."""
        return tuple(word.text for word, _ in self.entries)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its lines and its outermost node."""

    source: Source
    root: Node

    @property
    def path_label(self) -> str:
        """Return the file's name as it is shown."""
        return self.source.label

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines as they stand in the file."""
        return self.source.lines

    @property
    def line(self) -> int:
        """Return 0: a document is the whole file."""
        return 0

    @property
    def column(self) -> int:
        """Return 0: a document is the whole file."""
        return 0

    @property
    def width(self) -> int:
        """Return 0: a document is the whole file."""
        return 0


@lru_cache(maxsize=4096)
def _kind(text: str) -> Kind:
    found = _CORE.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    match found and found.lastgroup:
        case ("null" | "bool" | "int" | "float") as kind:
            return kind
        case _:
            return "str"


def _integer(text: str) -> int:
    if text.startswith("0o"):
        return int(text, 8)
    return int(text, 16) if text.startswith("0x") else int(text)
