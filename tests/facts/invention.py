"""Invented knowledge, protocols and messy patients, for comparing the kernel with the reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.concept import Concept, History, NoRecord, Position
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.number_word import NumberWord, WordLimit
from cyclewise.knowledge.range import Range
from cyclewise.knowledge.value import Value
from cyclewise.protocol.definition import VALUE
from cyclewise.timeline.event import NO_TIME, UNDATED, Event
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.values.calendar import day_text, parse_date
from cyclewise.values.quantity import Scale

BASE = 19_700
SPAN = 90


def _measure(title: str, kind: Kind, unit: str = "", values: tuple[str, ...] = ()) -> Measure:
    return Measure(title, kind, Scale(unit) if unit else None, values=values)


def _attribute(
    name: str,
    kind: Kind,
    unit: str = "",
    values: tuple[str, ...] = (),
    *,
    otherwise: str | None = None,
    then: Literal["", "at most"] = "",
) -> Attribute:
    bare = Attribute(name, _measure(name, kind, unit, values), then=then)
    without = None if otherwise is None else bare.value_of(otherwise)
    return Attribute(name, bare.measure, without, presumed=otherwise == "true", then=then)


def _concept(
    name: str,
    measure: Measure,
    no_record: NoRecord,
    *attributes: Attribute,
    position: Position = "results",
    history: History = "never",
) -> Concept:
    named = {each.name: each for each in attributes}
    return Concept(
        name, name, measure, no_record, position=position, history=history, attributes=named
    )


_WORDS = {
    "not detected": NumberWord("not detected", (WordLimit("below", attribute="sensitivity"),)),
    "positive": NumberWord("positive", (WordLimit("above", 1e-7),)),
}
_ASSAY = Measure("assay", "quantity", Scale("fraction"), possible=Range(0.0, 1.0), words=_WORDS)
_TERMS = {"blood": ("anaemia", "neutropenia"), "other": ("fatigue", "rash")}
_CONCEPTS = (
    _concept(
        "lab",
        _measure("lab", "quantity", "mg/dL"),
        "unknown",
        _attribute("uln", "quantity", "mg/dL"),
        _attribute("transfused", "flag", otherwise="false", then="at most"),
    ),
    _concept(
        "assay",
        _ASSAY,
        "unknown",
        _attribute("sensitivity", "quantity", "fraction"),
        _attribute("method", "choice", values=("flow", "pcr", "other")),
    ),
    _concept("sign", _measure("sign", "choice", values=("present", "absent")), "presumed absent"),
    _concept(
        "reaction",
        Measure("reaction", "term", terms=_TERMS),
        "did not happen",
        _attribute("grade", "integer", "number"),
        _attribute("related", "flag", otherwise="true"),
        _attribute("resolved", "date"),
        position="outcomes",
    ),
    _concept(
        "relapse",
        _measure("relapse", "choice", values=("overt", "molecular")),
        "did not happen",
        position="outcomes",
        history="before the first dose",
    ),
    _concept(
        "stage",
        _measure("stage", "choice", values=("first", "second", "none")),
        "unknown",
        history="always",
    ),
    _concept("enrolled", _measure("enrolled", "choice", values=("present",)), "unknown"),
    _concept(
        "dose",
        _measure("dose", "choice", values=("drug-a", "drug-b")),
        "did not happen",
        _attribute("cycle", "integer", "number"),
        _attribute("day", "integer", "number"),
        _attribute("level", "quantity", "fraction"),
        _attribute("until", "date"),
        position="treatment",
    ),
    _concept(
        "graft",
        _measure("graft", "choice", values=("own", "other")),
        "did not happen",
        position="outcomes",
        history="before the first dose",
    ),
    _concept(
        "end_of_treatment",
        _measure("end", "choice", values=("done", "moved")),
        "did not happen",
        position="outcomes",
    ),
    _concept(
        "death",
        _measure("death", "choice", values=("known",)),
        "did not happen",
        position="outcomes",
    ),
    Concept("born", "born", Measure("born", "date", coarse=True), "unknown", section="patient"),
)
KNOWLEDGE = Knowledge({each.id: each for each in _CONCEPTS})


COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "lab": {
        VALUE: ("1 mg/dL", "1.5 mg/dL", "2 mg/dL"),
        "uln": ("1 mg/dL",),
        "transfused": ("=true",),
    },
    "assay": {
        VALUE: ("1e-4", "5e-4", "1e-3", "=not detected"),
        "sensitivity": ("1e-4", "1e-5"),
        "method": ("=flow", "=pcr"),
    },
    "sign": {VALUE: ("=present", "=absent")},
    "reaction": {
        VALUE: ("~blood", "~other", "~unlisted", "=fatigue"),
        "grade": ("2", "3"),
        "related": ("=true", "=false"),
    },
    "relapse": {VALUE: ("=overt", "=absent")},
    "stage": {VALUE: ("=first", "=second", "=none")},
    "enrolled": {VALUE: ("=present",)},
    "dose": {VALUE: ("=drug-a",), "cycle": ("2",), "level": ("75 %",)},
    "graft": {VALUE: ("=own",)},
}
"""What may be compared with what: "=" stands before a word, "~" before a group of terms."""


@dataclass
class Ward:
    """Invents patients whose records are as messy as a file allows."""

    random: Random
    lines: list[int] = field(default_factory=lambda: [0])
    crowded: float = 0.0
    """The share of events that fall on the day of a dose."""
    dosed: list[int] = field(default_factory=list)

    def patient(self, name: str) -> Timeline:
        self.lines[0] = 0
        self.dosed.clear()
        events = [*self._person(), *self._doses()]
        self.dosed += [event.first for event in events if event.concept == "dose"]
        events += [self._event() for _ in range(self.random.randrange(14))]
        events += self._corrections(events)
        return timeline_of(name, events, KNOWLEDGE)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _day(self) -> int:
        if self.dosed and self.crowded and self._chance(self.crowded):
            return self.random.choice(self.dosed)
        return BASE + self.random.randrange(SPAN)

    def _person(self) -> list[Event]:
        if self._chance(0.3):
            return []
        text = self.random.choice(["1980-02-29", "1990-05", "1971", "2000-03-01"])
        days = parse_date(text)
        value = KNOWLEDGE.concepts["born"].value_of(text)
        return [Event("born", value, days.first, days.last, line=self._line())]

    def _line(self) -> int:
        self.lines[0] += 1
        return self.lines[0]

    def _doses(self) -> list[Event]:
        day, events = self._day() - 30, []
        for turn in range(self.random.choice([0, 0, 1, 2, 3, 4, 5, 6])):
            texts = {}
            cycle, number = turn // 2 + 1, 8 if turn % 2 else 1
            if self._chance(0.4):
                texts["cycle"] = str(cycle + self._chance(0.2))
            if self._chance(0.4):
                texts["day"] = str(number if self._chance(0.9) else 15)
            if self._chance(0.2):
                texts["level"] = self.random.choice(["75 %", "100 %", "0.5"])
            if self._chance(0.1):
                texts["until"] = day_text(day + self.random.randrange(4))
            drug = "drug-a" if self._chance(0.93) else "drug-b"
            events.append(self._made("dose", drug, texts, day))
            day += self.random.choice([7, 7, 6, 8, 5, 2, 0, 14, 15, 21, 22, 40])
        return events

    def _event(self) -> Event:  # noqa: C901 - one branch a concept
        concept = self.random.choice(
            ["lab", "lab", "lab", "assay", "assay", "sign", "reaction", "reaction", "stage"]
            + ["relapse", "enrolled"]
            + (["graft", "end_of_treatment", "death"] if self._chance(0.1) else [])
        )
        pick = self.random.choice
        texts: dict[str, str] = {}
        day = self._day()
        match concept:
            case "lab":
                value = pick(["0.5 mg/dL", "1 mg/dL", "1.05 mg/dL", "1.5 mg/dL", "2 mg/dL"])
                if self._chance(0.7):
                    texts["uln"] = pick(["0.7 mg/dL", "1 mg/dL", "1.2 mg/dL"])
                if self._chance(0.2):
                    texts["transfused"] = pick(["true", "false"])
            case "assay":
                value = pick(["1e-4", "0.05 %", "1e-3", "not detected", "positive"])
                if self._chance(0.6):
                    texts["sensitivity"] = pick(["1e-4", "1e-5", "1e-3"])
                if self._chance(0.6):
                    texts["method"] = pick(["flow", "pcr", "other"])
            case "reaction":
                value = pick(["anaemia", "fatigue", "rash", "hiccups"])
                if self._chance(0.8):
                    texts["grade"] = pick(["1", "2", "3"])
                if self._chance(0.5):
                    texts["related"] = pick(["true", "false"])
                if self._chance(0.3):
                    texts["resolved"] = day_text(day + self.random.randrange(20))
            case _:
                value = pick(KNOWLEDGE.concepts[concept].values)
        return self._made(concept, value, texts, day)

    def _made(self, concept: str, text: str, texts: dict[str, str], day: int) -> Event:
        page = KNOWLEDGE.concepts[concept]
        attributes = {name: page.attributes[name].value_of(said) for name, said in texts.items()}
        first = last = day
        if page.history != "never" and self._chance(0.3):
            span = parse_date(day_text(day)[: self.random.choice([4, 7])])
            first, last = span.first, span.last
        late = self.random.choice([0, 0, 0, 0, 1, 3, 10])
        return Event(
            concept,
            page.value_of(text, attributes),
            first,
            last,
            self._minute(),
            first + late,
            None,
            attributes,
            line=self._line(),
        )

    def _minute(self) -> int:
        if self.crowded and self._chance(0.6):
            return self.random.choice([480, 600, 601])
        return self.random.randrange(1440) if self._chance(0.2) else NO_TIME

    def _corrections(self, events: list[Event]) -> list[Event]:
        """Return corrections of events that are the only ones of their concept on their day."""
        found = []
        for event in events:
            alone = [e for e in events if (e.concept, e.first) == (event.concept, event.first)]
            if len(alone) > 1 or event.known == UNDATED or event.first != event.last:
                continue
            if self._chance(0.08):
                again = self._made(event.concept, _other(event.value), {}, event.first)
                attributes = event.attributes if self._chance(0.5) else {}
                found.append(
                    Event(
                        again.concept,
                        again.value,
                        event.first,
                        event.first,
                        again.minute,
                        event.known + self.random.randrange(8),
                        event.first,
                        attributes,
                        line=again.line,
                    )
                )
        return found


def _other(value: Value) -> str:
    return value.text
