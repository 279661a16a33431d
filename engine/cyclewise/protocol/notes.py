"""What is noted while a protocol's files are read: faults, and names that other files must hold."""

from __future__ import annotations

from dataclasses import field

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import Node
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in one file and must be declared in another."""

    name: str
    place: Node


@dataclass(frozen=True, slots=True)
class Notes:
    """The problems of all files together, and every parameter, source and grade they name."""

    problems: Problems
    parameters: list[Mention] = field(default_factory=list)
    cites: list[Mention] = field(default_factory=list)
    sizes: list[tuple[str, str, Node]] = field(default_factory=list)

    def mention_size(self, fact: str, comparison: str, place: Node) -> None:
        """Note that a fact's size is compared with a word here: it must then be graded."""
        self.sizes.append((fact, comparison, place))

    def mention_parameter(self, name: str, place: Node) -> None:
        """Note that a parameter is named here."""
        self.parameters.append(Mention(name, place))

    def mention_source(self, name: str, place: Node) -> None:
        """Note that a source is cited here."""
        self.cites.append(Mention(name, place))
