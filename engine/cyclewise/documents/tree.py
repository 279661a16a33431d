"""Build nodes from PyYAML's events, and refuse what YAML allows but nobody should write here."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from cyclewise.documents.node import Mapping, Node, Scalar, Sequence, Source, Spot
from cyclewise.documents.problem import short
from cyclewise.documents.syntax import explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cyclewise.documents.problem import Problems

_PARSER = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
_DEEPEST = 30
_WHOLE = re.compile(r"[-+]?\d+")
_DECIMALS = re.compile(r"\d+(?:\s|[%a-zA-Zµ]|$)")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)")


def read_tree(source: Source, text: str, problems: Problems) -> Node | None:
    """Return the outermost node, None where there is none; record every problem."""
    tree = _Tree(source, problems)
    text, tree.filler = _joined_surrogates(text)
    try:
        # Asked one by one and not by `yaml.parse`, which takes half as long again.
        tree.grow(iter(_PARSER(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        mark, message, remedy = explained(error, source)
        problems.add(Spot(source, *mark), message, remedy)
    except _GivenUp:
        pass
    return tree.root


class _GivenUp(Exception):  # noqa: N818 - not an error of its own: the problem is recorded
    """Reading stops here; the problem is recorded."""


class _Tree:
    """Nodes under construction: one open list of children for each level of nesting."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.filler = ""
        self.open: list[list[Node]] = [[]]
        self.starts: list[tuple[int, int, int]] = []

    @property
    def root(self) -> Node | None:
        """Return the outermost node; an empty document has none."""
        node = self.open[0][0] if self.open[0] else None
        if isinstance(node, Scalar) and not node.quoted and not node.text:
            return None
        return node

    def grow(self, events: Iterable[yaml.Event]) -> None:
        """Take in all events."""
        for event in events:
            # Most events are scalars; a class asked for by identity costs the least.
            if type(event) is yaml.ScalarEvent:
                self.open[-1].append(self.scalar(event))
            elif type(event) is yaml.MappingEndEvent:
                self.end_mapping()
            elif type(event) is yaml.SequenceEndEvent:
                self.end_sequence()
            elif isinstance(event, yaml.CollectionStartEvent):
                self.begin(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.document(event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """Return a written value; quoted is what stands in quotes or in a block."""
        text, style = event.value, event.style
        node = Scalar(text, bool(style), *self.extent(event), self.source)
        if event.anchor is not None or event.tag is not None:
            self.refuse_extras(event, node)
        return self.unescaped(node) if style == '"' else node

    def unescaped(self, node: Scalar) -> Scalar:
        """Return a text in double quotes, where escapes can stand for any character."""
        if found := _UNSAFE.search(node.text):
            self.problems.add(
                node,
                f"An escape in this text stands for U+{ord(found[0]):04X}, which is not allowed.",
                "Delete the escape.",
            )
        if self.filler and self.filler in node.text:
            text = node.text.replace(self.filler, "")
            return replace(node, text=text)
        return node

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        """Open a list or a mapping."""
        if event.anchor is not None or event.tag is not None:
            self.refuse_extras(event, self.spot(event))
        if len(self.starts) >= _DEEPEST:
            self.problems.add(
                self.spot(event),
                f"Lists and keys are nested deeper than {_DEEPEST} levels.",
                "Write it flatter.",
            )
            raise _GivenUp
        self.starts.append(self.extent(event))
        self.open.append([])

    def end_sequence(self) -> None:
        """Close a list."""
        line, column, _ = self.starts.pop()
        items = tuple(self.open.pop())
        self.open[-1].append(Sequence(items, line, column, 1, self.source))

    def end_mapping(self) -> None:
        """Close a mapping; what cannot be a key is left out with its value."""
        line, column, _ = self.starts.pop()
        children = iter(self.open.pop())
        entries: list[tuple[Scalar, Node]] = []
        for word, node in zip(children, children, strict=True):
            key = self.key(word)
            cut = type(node) is Scalar and not node.text and key and self.is_cut(key, node, entries)
            if key is not None and not cut:
                entries.append((key, node))
        if len({key.text for key, _ in entries}) != len(entries):
            self.repeated([key for key, _ in entries])
        self.open[-1].append(Mapping(tuple(entries), line, column, 1, self.source))

    def is_cut(self, key: Scalar, node: Scalar, entries: list[tuple[Scalar, Node]]) -> bool:
        """Record a number that a decimal comma cut in two: “0,8 mg/dL” is read as 0 and a key.

        ``node`` is empty: after a key that is half a number nothing is written.
        """
        before = entries[-1][1] if entries else None
        if not (isinstance(before, Scalar) and _WHOLE.fullmatch(before.text) and node.width == 1):
            return False
        if not _DECIMALS.match(key.text):
            return False
        self.problems.add(
            before,
            f"A comma cuts this number in two: “{short(f'{before.text},{key.text}')}”.",
            f"Write a decimal point: {short(f'{before.text}.{key.text}')}.",
        )
        entries[-1] = (entries[-1][0], replace(before, text=f"{before.text}.{key.text}"))
        return True

    def key(self, node: Node) -> Scalar | None:
        """Return a node that can be a key, None for any other."""
        if not isinstance(node, Scalar):
            self.problems.add(node, "A key must be one word.", "Write the key as plain text.")
            return None
        if node.text == "<<" and not node.quoted:
            self.problems.add(
                node, "Merge keys (“<<”) are not read.", "Write out the keys that are meant."
            )
            return None
        return node

    def repeated(self, keys: list[Scalar]) -> None:
        """Record every key that stands a second time."""
        seen: Counter[str] = Counter()
        first: dict[str, int] = {}
        for key in keys:
            seen[key.text] += 1
            first.setdefault(key.text, key.line)
            if seen[key.text] > 1:
                self.problems.add(
                    key,
                    f"The key “{short(key.text)}” stands here again; it is already on line "
                    f"{first[key.text]}.",
                    "Keep one of the two.",
                )

    def document(self, event: yaml.DocumentStartEvent) -> None:
        """Refuse directives and a second document."""
        if event.tags or event.version not in (None, (1, 2)):
            self.problems.add(
                Spot(self.source, 1, 1),
                "A directive (“%YAML” or “%TAG”) stands above the content.",
                "Delete it; every file is read as YAML 1.2.",
            )
        if self.open[0]:
            self.problems.add(
                self.spot(event),
                "A second document begins here (“---”).",
                "Write it in a file of its own.",
            )
            raise _GivenUp

    def alias(self, event: yaml.AliasEvent) -> None:
        """Refuse an alias; a harmless text stands in its place."""
        node = self.spot(event)
        name = short(event.anchor or "")
        self.problems.add(
            node,
            f"“*{name}” refers to another place (an alias), which is not read.",
            "Write out what is meant, or put the text in quotes.",
        )
        self.open[-1].append(
            Scalar(
                "*",
                quoted=True,
                line=node.line,
                column=node.column,
                width=node.width,
                source=self.source,
            )
        )

    def refuse_extras(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Spot | Scalar
    ) -> None:
        """Refuse an anchor and a tag."""
        if event.anchor is not None:
            self.problems.add(
                place,
                f"“&{short(event.anchor)}” names this place (an anchor), which is not read.",
                "Delete it, or put the text in quotes.",
            )
        if event.tag is not None:
            self.problems.add(
                place,
                f"“{short(event.tag)}” is a YAML tag, which is not read.",
                "Delete it, or put the text in quotes.",
            )

    def spot(self, event: yaml.Event) -> Spot:
        """Return the place of an event."""
        return Spot(self.source, *self.extent(event))

    def extent(self, event: yaml.Event) -> tuple[int, int, int]:
        """Return line and column from 1, and the width on the first line."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            raise TypeError("PyYAML gave an event without a place.")
        line, column = start.line, start.column
        last = end.column if end.line == line else len(self.source.lines[line])
        return line + 1, column + 1, last - column or 1


def _joined_surrogates(text: str) -> tuple[str, str]:
    r"""Join what JSON writes as two escapes (\ud83d\ude00) and YAML refuses.

    The character is padded to the length of its escapes, so that places stay true; the filler,
    which the text does not use, is taken out of the values afterwards.
    """
    if text.lstrip()[:1] not in ("{", "[") or not _SURROGATES.search(text):
        return text, ""
    filler = next(each for each in map(chr, range(0xE000, 0xF8FF)) if each not in text)

    def joined(found: re.Match[str]) -> str:
        high, low = int(found[2][2:6], 16), int(found[2][8:12], 16)
        character = chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        return found[1] + character + filler * 11

    return _SURROGATES.sub(joined, text), filler
