"""A protocol: its identity, its parameters with their basis, its schedule and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

from cyclewise.documents.yamlfile import Node
from cyclewise.protocol.definition import Definition
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.drawn import Line
from cyclewise.protocol.monitored import NOTHING_WATCHED, Monitored
from cyclewise.protocol.published import PublishedFigure
from cyclewise.protocol.rule import Basis, Citation, Phase, Rule
from cyclewise.protocol.schedule import Schedule
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A number, duration, word or yes-or-no that the protocol's rules refer to by name."""

    name: str
    text: str
    basis: Basis
    cite: str
    because: str
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Amendment:
    """Parameters that take other values from a day on."""

    day: int
    title: str
    values: Mapping[str, str]
    cite: str
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Roles:
    """Which facts and concepts play the parts the engine needs and does not know by name."""

    height: str | None = None
    weight: str | None = None
    ends_treatment: tuple[str, ...] = ()
    centre: str | None = None


@dataclass(frozen=True)
class Protocol:
    """Everything one folder of rules says."""

    id: str
    title: str
    registry: str
    version: str
    status: str
    ranks: Mapping[Phase, tuple[str, ...]]
    """The actions of each phase, strongest first."""
    roles: Roles
    parameters: Mapping[str, ParameterValue]
    amendments: tuple[Amendment, ...]
    timeline: tuple[Line, ...]
    sources: tuple[Citation, ...]
    schedule: Schedule
    rules: tuple[Rule, ...]
    definitions: Mapping[str, Definition]
    digest: str
    """sha256 over every file that can change an answer, rules and knowledge."""
    folder: str = ""
    published: tuple[PublishedFigure, ...] = ()
    monitored: Monitored = NOTHING_WATCHED
    deviations: tuple[DeviationRule, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Return the rules by their id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def judging(self) -> tuple[Rule, ...]:
        """Return the rules from which an action or an alert follows."""
        return tuple(rule for rule in self.rules if rule.expectation is None)

    @cached_property
    def acting(self) -> tuple[Rule, ...]:
        """Return the rules from which an action follows."""
        return tuple(rule for rule in self.judging if rule.acts)

    @cached_property
    def expecting(self) -> tuple[Rule, ...]:
        """Return the rules that expect something to be done."""
        return tuple(rule for rule in self.rules if rule.expectation is not None)
