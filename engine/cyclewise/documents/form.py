"""Read keys with values against what is expected, so that no reader repeats the same checks."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, TypeVar, overload

from cyclewise.documents.node import Mapping, Node, Place, Scalar, Sequence
from cyclewise.documents.problem import Problems, short, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence as Many


class _Required(Enum):
    """The mark of a key that must be written."""

    REQUIRED = "required"


REQUIRED: Final = _Required.REQUIRED
"""The default of a key that must be written."""

_Default = TypeVar("_Default")


class Form:
    """The keys of one mapping, read one by one; what is wrong is recorded and reading goes on.

    ``what`` names the thing in messages, with its article ("a rule"); ``order`` is the order in
    which its keys stand, where that is fixed. After a problem a harmless value is returned.
    """

    def __init__(self, node: Node, problems: Problems, what: str, order: Many[str] = ()) -> None:
        """Take a mapping; anything else is recorded as a problem and read as an empty form."""
        self.place = node
        self.problems = problems
        self.what = what
        self._order = tuple(order)
        self._asked: dict[str, None] = {}
        self._mapping = node if isinstance(node, Mapping) else None
        # Of a key that stands twice, which is a problem already recorded, the first one.
        entries = self._mapping.entries if self._mapping else ()
        self._nodes = {key.text: value for key, value in reversed(entries)}
        if self._mapping is None:
            self.problems.add(
                node,
                f"{_capital(what)} is written as keys with values, and this is {found(node)}.",
                "Write “key: value”, one key a line.",
            )

    @property
    def entries(self) -> tuple[tuple[Scalar, Node], ...]:
        """Return all keys with their values; asking for them so leaves none unknown."""
        entries = self._mapping.entries if self._mapping else ()
        self._asked.update(dict.fromkeys(key.text for key, _ in entries))
        return entries

    def __contains__(self, key: str) -> bool:
        """Say whether a key is written; it counts as asked for."""
        return self.node(key) is not None

    def node(self, key: str) -> Node | None:
        """Return a key's value as it stands, None where the key is not written."""
        self._asked[key] = None
        return self._nodes.get(key)

    def required(self, key: str) -> Node | None:
        """Return a key's value as it stands; a key not written is a problem."""
        node = self.node(key)
        if node is None and self._mapping is not None:
            self.problems.add(
                self.place, f"{_capital(self.what)} needs “{key}”.", f"Add “{key}: …”."
            )
        return node

    def where(self, key: str) -> Place:
        """Return the place to point to for a key: its value, or the whole mapping."""
        return self._nodes.get(key) or self.place

    @overload
    def text(self, key: str) -> str: ...
    @overload
    def text(self, key: str, default: _Default) -> str | _Default: ...
    def text(self, key: str, default: object = REQUIRED) -> object:
        """Return a key's value as text, as written; numbers and true or false count as text."""
        scalar = self._scalar(key, default, "a text")
        if scalar is None:
            return _harmless(default, "")
        return scalar.text

    @overload
    def word(self, key: str, choices: Many[str]) -> str: ...
    @overload
    def word(self, key: str, choices: Many[str], default: _Default) -> str | _Default: ...
    def word(self, key: str, choices: Many[str], default: object = REQUIRED) -> object:
        """Return a key's value, which must be one of the choices."""
        scalar = self._scalar(key, default, "one of " + ", ".join(choices))
        if scalar is None:
            return _harmless(default, choices[0])
        if scalar.text in choices:
            return scalar.text
        near = suggestion(scalar.text, choices)
        self.problems.add(
            scalar,
            f"“{short(scalar.text)}” is no “{key}” of {self.what}.{' ' * bool(near)}{near}",
            f"Write one of: {', '.join(choices)}.",
        )
        return _harmless(default, choices[0])

    @overload
    def flag(self, key: str) -> bool: ...
    @overload
    def flag(self, key: str, default: _Default) -> bool | _Default: ...
    def flag(self, key: str, default: object = REQUIRED) -> object:
        """Return a key's value, which must be true or false."""
        scalar = self._scalar(key, default, "true or false")
        if scalar is None:
            return _harmless(default, fallback=False)
        if isinstance(scalar.value, bool):
            return scalar.value
        self._wrong(key, scalar, "true or false")
        return _harmless(default, fallback=False)

    @overload
    def integer(self, key: str) -> int: ...
    @overload
    def integer(self, key: str, default: _Default) -> int | _Default: ...
    def integer(self, key: str, default: object = REQUIRED) -> object:
        """Return a key's value, which must be a whole number."""
        scalar = self._scalar(key, default, "a whole number")
        if scalar is None:
            return _harmless(default, 0)
        if scalar.kind == "int":
            return scalar.value
        self._wrong(key, scalar, "a whole number")
        return _harmless(default, 0)

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of a list; a key not written is an empty list."""
        node = self.node(key)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        self._wrong(key, node, "a list")
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the items of a list of texts; a key not written is an empty list."""
        texts = []
        for item in self.items(key):
            if isinstance(item, Scalar) and item.kind != "null":
                texts.append(item.text)
            else:
                self.problems.add(
                    item,
                    f"“{key}” of {self.what} is a list of texts, and this item is {found(item)}.",
                    "Write a text, in quotes if need be.",
                )
        return tuple(texts)

    def mapping(self, key: str, what: str = "", order: Many[str] = ()) -> Form | None:
        """Return the form of a nested mapping, None where the key is not written."""
        node = self.node(key)
        if node is None:
            return None
        return Form(node, self.problems, what or f"“{key}” of {self.what}", order)

    def forms(self, key: str, what: str, order: Many[str] = ()) -> tuple[Form, ...]:
        """Return a form for each item of a list; a key not written is an empty list."""
        return tuple(Form(item, self.problems, what, order) for item in self.items(key))

    def close(self) -> None:
        """Record every key that was never asked for, and a key that stands out of order."""
        known = [*self._order, *self._asked]
        written = self._mapping.entries if self._mapping else ()
        for key, node in written:
            if key.text not in self._asked:
                self._unknown(key, node, known)
        self._check_order([key for key, _ in written])

    def _unknown(self, key: Scalar, node: Node, known: list[str]) -> None:
        near = suggestion(key.text, known)
        message = f"Unknown key “{short(key.text)}” in {self.what}."
        if not near and ":" in key.text and isinstance(node, Scalar) and node.kind == "null":
            remedy = "Put a space after the colon."
        else:
            remedy = "Known are: " + ", ".join(dict.fromkeys(known)) + "."
        self.problems.add(key, f"{message}{' ' * bool(near)}{near}", remedy)

    def _check_order(self, keys: list[Scalar]) -> None:
        ranks = {key: rank for rank, key in enumerate(self._order)}
        last = None
        for key in keys:
            if key.text not in ranks:
                continue
            if last is not None and ranks[key.text] < ranks[last]:
                self.problems.add(
                    key,
                    f"“{key.text}” of {self.what} stands after “{last}”.",
                    f"The order is: {', '.join(self._order)}.",
                )
                return
            last = key.text

    def _scalar(self, key: str, default: object, expected: str) -> Scalar | None:
        node = self.required(key) if default is REQUIRED else self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.kind != "null" and node.text.strip():
            return node
        self._wrong(key, node, expected)
        return None

    def _wrong(self, key: str, node: Node, expected: str) -> None:
        if isinstance(node, Scalar) and (node.kind == "null" or not node.text.strip()):
            message = f"“{key}” of {self.what} has no value."
        else:
            message = f"“{key}” of {self.what} must be {expected}, and this is {found(node)}."
        self.problems.add(node, message, f"Write {_an_example(expected)}.")


def found(node: Node) -> str:
    """Return what a node is, as a message says it."""
    match node:
        case Mapping():
            return "a mapping of keys"
        case Sequence():
            return "a list"
        case Scalar(text=text) if node.kind == "null":
            return "empty" if not text else f"“{text}” (nothing)"
        case Scalar(text=text) if node.kind in ("int", "float"):
            return f"the number {short(text)}"
        case Scalar(text=text):
            return f"“{short(text)}”"


def _an_example(expected: str) -> str:
    return "a list such as [a, b], or [] for none" if expected == "a list" else expected


def _harmless(default: object, fallback: object) -> object:
    return fallback if default is REQUIRED else default


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
