"""Protocols invented at random: definitions, rules and a schedule over the invented knowledge."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.facts.invention import BASE, COLUMNS, KNOWLEDGE

from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation
from cyclewise.protocol.criterion import Comparison, Criterion, Literally, Parameter, Word
from cyclewise.protocol.definition import (
    RISES,
    VALUE,
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    Form,
    Grade,
    GradesForm,
    KineticsForm,
    Preference,
    ReadingForm,
    RowCondition,
)
from cyclewise.protocol.protocol import Amendment, ParameterValue, Protocol, Roles
from cyclewise.protocol.rule import Phase, Rule
from cyclewise.protocol.schedule import ANCHORS, DoseRow, FirstDose, Schedule, Timing
from cyclewise.values.calendar import Duration, parse_duration
from cyclewise.values.quantity import Quantity, parse_quantity

RANKS: dict[Phase, tuple[str, ...]] = {
    "before": ("ineligible", "withhold", "administer"),
    "on": ("discontinue", "complete", "withhold", "administer", "wait"),
    "after": ("follow-up",),
}
_EVENTS = ("first_dose", "last_dose", "first_cycle_end", "last_cycle_end", "last_cycle_start")
_NUMBERS = ("cycles_given", "cycles_begun", "next_cycle", "next_day", "days_past_due")
_COMPUTED = ("count", "arithmetic", "elapsed", "condition", "grades", "kinetics", "first met")
_ORDERED: tuple[Word, ...] = ("at_least", "above", "at_most", "below", "is")


@dataclass
class Author:
    """Invents a protocol; each fact is made of facts invented before it, so there is no ring."""

    random: Random
    definitions: dict[str, Definition] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)
    """The concept of every reading."""
    anchors: list[str] = field(default_factory=lambda: ["stage", "relapse", "enrolled", "graft"])
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)

    def protocol(self) -> Protocol:
        self.readings = {name: name for name in COLUMNS}
        first_dose = FirstDose(self._one("enrolled", None), self._one("assay", None), Duration(21))
        self.anchors += _EVENTS
        self.numbers = dict.fromkeys(_NUMBERS, ("0", "1", "2", "8"))
        self.numbers["days_past_due"] = ("0 days", "7 days")
        for turn in range(12):
            name = f"fact_{turn}"
            self.definitions[name] = Definition(name, name, self._form(name))
        schedule = self._schedule(first_dose)
        rules = tuple(self._rule(turn) for turn in range(8))
        parameters = {
            "window": ParameterValue("window", "14 days", "owner", "", ""),
            "limit": ParameterValue("limit", "1.5 mg/dL", "owner", "", ""),
            "strict": ParameterValue("strict", "true", "owner", "", ""),
        }
        amendments = (
            Amendment(BASE + 40, "", {"limit": "1 mg/dL", "strict": "false"}, ""),
            Amendment(BASE + 60, "", {"window": "7 days"}, ""),
        )
        return Protocol(
            id="invented", title="", registry="", version="1", status="draft", ranks=RANKS,
            roles=Roles(None, None, ("graft",)), parameters=parameters, amendments=amendments,
            timeline=(), sources=(), schedule=schedule, rules=rules,
            definitions=self.definitions, digest="",
        )  # fmt: skip

    def _one(self, *of: str | None) -> str | None:
        return self.random.choice(of)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- definitions --------------------------------------------------------------------------

    def _form(self, name: str) -> Form:  # noqa: C901, PLR0911 - a way out for each kind
        kind = self.random.choice(["read"] * 6 + list(_COMPUTED))
        measured = [each for each in self.numbers if each.startswith("fact")]
        if kind == "arithmetic" and len(measured) > 1:
            none_yet = self.random.choice([None, "first_dose", "relapse"])
            of, against = self.random.sample(measured, 2)
            operation = self.random.choice(["change", "difference", "ratio", "log_reduction"] * 2)
            same = self.numbers[of][0].split()[-1] == self.numbers[against][0].split()[-1]
            if operation in ("ratio", "log_reduction") or same:
                self.numbers[name] = ("0", "1.5", "5 %") if operation == "change" else ("1", "1.5")
                if operation == "difference":
                    self.numbers[name] = tuple(t for t in self.numbers[of] if t[0].isdigit())
                none_yet = none_yet if operation in ("change", "ratio") else None
                value = Literally("0") if none_yet else None
                return ArithmeticForm(operation, of, against, none_yet, value)  # type: ignore[arg-type]
        if kind == "elapsed":
            if self._chance(0.3):
                self.numbers[name] = ("0 days", "7 days", "20 days")
                return DaysBetweenForm(*self.random.sample([*self.anchors, "born"], 2))
            if self._chance(0.3):
                self.numbers[name] = ("0", "1", "2")
                return CyclesForm(self.random.choice(self.anchors))
            unit = self.random.choice(["years", "days"])
            self.numbers[name] = (f"24 {unit}", f"30 {unit}", f"7 {unit}")
            return ElapsedForm(unit, self.random.choice([*self.anchors, "born"]))  # type: ignore[arg-type]
        if kind == "condition":
            applies = self.condition(1) if self._chance(0.3) else None
            when = self.condition(2 if applies is None else 1)
            form = ConditionForm(when if applies is None else Both((applies, when)), applies)
            self.conditions.append(name)
            return form
        if kind == "kinetics":
            course = self._kinetics(name)
            if course is not None:
                return course
        if kind == "first met" and self.conditions:
            first_met = FirstMetForm(self.random.choice(self.conditions), self._anchor(0.5))
            self.anchors.append(name)
            return first_met
        if kind == "grades":
            numbers = sorted(self.random.sample([1, 2, 3, 5], k=3), reverse=True)
            graded = GradesForm(
                tuple(
                    Grade(number, "severe" if place == 1 else "", self.condition(1))
                    for place, number in enumerate(numbers)
                )
            )
            self.numbers[name] = ("1", "2", "4", "=severe", "severe", "0", "5")
            return graded
        return self._reading(name, counted=kind == "count")

    def _kinetics(self, name: str) -> KineticsForm | None:
        measured = [each for each in self.numbers if each in self.readings]
        measured = [each for each in measured if not self._is_summed(each)]
        if not measured:
            return None
        of, rise = self.random.choice(measured), self.random.choice(RISES)
        self.numbers[name] = ("1", "1.5", "2") if rise == "ratio" else ("0", "5 %", "1")
        if rise == "difference":
            self.numbers[name] = tuple(t for t in self.numbers[of] if t[0].isdigit())
        lengths = [self._length(), parse_duration("48 hours"), parse_duration("120 hours")]
        within, to = self.random.choice(lengths), self.random.choice(["latest", "any"])
        return KineticsForm(of, rise, to, within, per_day=self._chance(0.3))  # type: ignore[arg-type]

    def _is_summed(self, fact: str) -> bool:
        form = self.definitions[fact].form
        return isinstance(form, ReadingForm) and form.take in ("count", "total")

    def _reading(self, name: str, *, counted: bool) -> ReadingForm:
        read = self.random.choice(list(self.readings))
        concept = self.readings[read]
        columns = list(COLUMNS[concept])
        value = VALUE if self._chance(0.7) else self.random.choice(columns)
        over = "uln" if concept == "lab" and value == VALUE and self._chance(0.4) else None
        page = KNOWLEDGE.concepts[concept]
        scale = page.scale if value == VALUE else page.attributes[value].scale
        takes = ["latest", "latest", "first"]
        if scale is not None:
            takes += ["highest", "lowest"]
        if concept == "lab" and value == VALUE and over is None:
            takes.append("total")
        take = "count" if counted else self.random.choice(takes)
        within = None if self._chance(0.7) else self._length()
        dated = concept == "reaction" and self._chance(0.3)
        form = ReadingForm(
            read=read,
            drop=self._rows(concept, 0.2),
            one_a_day=self._preferences(concept),
            latest_of_each=concept == "reaction" and self._chance(0.3),
            over_at="resolved" if dated else None,
            since=self._anchor(0.25),
            cleared_by=self._anchor(0.2),
            until=self._anchor(0.15),
            same_day_as=self._anchor(0.05),
            where=self._rows(concept, 0.3),
            shown=self._rows(concept, 0.2),
            value=value,
            over=over,
            take=take,  # type: ignore[arg-type]
            within=within,
            no_record=self._one(None, None, None, "unknown", "did not happen", "presumed absent"),
        )
        self.readings[name] = concept
        if take == "count" or over is not None:
            self.numbers[name] = ("1", "1.5", "2")
        elif scale is not None:
            said = tuple(text for text in COLUMNS[concept][value] if text[0] not in "=~")
            self.numbers[name] = said
        elif take in ("latest", "first") and within is None:
            self.anchors.append(name)
        return form

    def _anchor(self, share: float) -> str | None:
        return self.random.choice(self.anchors) if self._chance(share) else None

    def _length(self) -> Duration | Parameter:
        lengths: list[Duration | Parameter] = [Duration(3), Duration(7), Duration(30)]
        return self.random.choice([*lengths, Parameter("window")])

    def _preferences(self, concept: str) -> tuple[Preference, ...]:
        if concept not in ("assay", "lab") or self._chance(0.7):
            return ()
        if concept == "lab":
            return (Preference(VALUE, highest_first=self._chance(0.5)),)
        return (
            Preference("method", ("pcr", "flow")),
            Preference("sensitivity"),
            Preference(VALUE, highest_first=self._chance(0.5)),
        )

    def _rows(self, concept: str, share: float) -> RowCondition | None:
        if not self._chance(share):
            return None
        columns = self.random.sample(list(COLUMNS[concept]), k=1)
        return RowCondition(
            tuple((column, self._comparison(COLUMNS[concept][column])) for column in columns)
        )

    def _comparison(self, texts: tuple[str, ...]) -> Comparison:
        text = self.random.choice(texts)
        if text.startswith("~"):
            return Comparison("in_group", (Literally(text[1:]),))
        if text.startswith("="):
            words = [each[1:] for each in texts if each.startswith("=")]
            if len(words) > 1 and self._chance(0.3):
                return Comparison("one_of", tuple(Literally(each) for each in words))
            return Comparison("is", (Literally(text[1:]),))
        if text.endswith("mg/dL") and self._chance(0.2):
            return Comparison(self.random.choice(_ORDERED), (Parameter("limit"),))
        return Comparison(self.random.choice(_ORDERED), (Literally(text, parse_quantity(text)),))

    # --- conditions ---------------------------------------------------------------------------

    def condition(self, depth: int) -> Condition[Criterion]:
        if depth == 0 or self._chance(0.3):
            return Leaf(self._criterion())
        parts = tuple(self.condition(depth - 1) for _ in range(self.random.randrange(2, 4)))
        shape = self.random.randrange(4)
        if shape == 3:
            return Negation(parts[0])
        if shape == 2:
            return AtLeast(self.random.randrange(1, len(parts) + 1), parts)
        return Both(parts) if shape else Either(parts)

    def _criterion(self) -> Criterion:  # noqa: PLR0911 - a way out for each kind
        within = self._length() if self._chance(0.3) else None
        since = self._anchor(0.3)
        match self.random.randrange(8):
            case 0:
                fact = self.random.choice([*self.conditions, "cycle_open", "dose_due"])
                return Criterion(fact, "fact", self._yes("is"))
            case 1:
                return Criterion("strict", "parameter", self._yes("is"))
            case 2:
                fact = self.random.choice([*self.readings, *_EVENTS])
                if fact in _EVENTS:
                    return Criterion(fact, "fact", self._yes("recorded"))
                return Criterion(fact, "fact", self._yes("recorded"), within, since)
            case 3:
                fact = self.random.choice(list(self.readings))
                return Criterion(fact, "ever", self._of_reading(fact, rows=True), within, since)
            case 4:
                fact = self.random.choice(list(self.numbers))
                if fact not in self.readings:
                    return Criterion(fact, "fact", self._comparison(self.numbers[fact]))
                return Criterion(fact, "fact", self._comparison(self.numbers[fact]), within, since)
            case _:
                fact = self.random.choice(list(self.readings))
                comparison = self._of_reading(fact, rows=False)
                if comparison is None:
                    return Criterion(fact, "fact", self._yes("recorded"), within, since)
                return Criterion(fact, "fact", comparison, within, since)

    def _yes(self, word: Word) -> Comparison:
        return Comparison(word, (Literally(self.random.choice(["true", "false"])),))

    def _of_reading(self, fact: str, *, rows: bool) -> Comparison | None:
        """Return a comparison that fits what a reading reads; None: is there any row."""
        if rows and self._chance(0.2):
            return None
        definition = self.definitions.get(fact)
        form = definition.form if definition else ReadingForm(fact)
        assert isinstance(form, ReadingForm)
        if form.over is not None or form.take == "count":
            return self._comparison(("1", "1.5"))
        texts = tuple(each for each in COLUMNS[self.readings[fact]][form.value] if each[0] != "~")
        if not rows and form.take in ("highest", "lowest"):
            texts = tuple(each for each in texts if each[0] != "=")
        return self._comparison(texts)

    # --- rules and schedule -------------------------------------------------------------------

    def _rule(self, turn: int) -> Rule:
        phases = tuple(each for each in RANKS if self._chance(0.6)) or ("on",)
        strongest = [a for phase in phases for a in RANKS[phase] if a not in ("administer", "wait")]
        requirement = self._chance(0.2)
        parts = (self.condition(1), self.condition(2))
        return Rule(
            id=f"RULE-{turn}",
            title="",
            status="draft",
            phases=phases,
            condition=Either(parts) if requirement else Both(parts),
            requirement=requirement,
            action="ineligible" if requirement else self.random.choice(strongest),
            summary="",
            urgency="routine",
            at_dose_due=self._chance(0.3),
            asks_dose_due=self._chance(0.3),
        )

    def _schedule(self, first_dose: FirstDose) -> Schedule:
        amount = Quantity(*_QUANTITY)
        lasts = Duration(2) if self._chance(0.2) else None
        when = self.condition(1) if self._chance(0.4) else None
        rows = [DoseRow(1, 3, 1, amount, None, lasts), DoseRow(1, 2, 8, amount, None, lasts)]
        if when is not None:
            rows[0] = DoseRow(1, 1, 1, amount, None, lasts)
            rows += [DoseRow(2, 3, 1, amount, when), DoseRow(2, 3, 1, amount, Negation(when))]
        anchor = self.random.choice(ANCHORS[1:])
        timings = (
            Timing(2, 3, 1, "day 1 of the last cycle", Duration(21), Duration(28), Duration(35)),
            Timing(
                1, 3, 8, anchor, Duration(6), Duration(7), Duration(9),
                Duration(14) if self._chance(0.8) else None,
            ),
        )  # fmt: skip
        gap = Duration(self.random.choice([2, 6]))
        return Schedule("DOS-1", "", "draft", "drug-a", tuple(rows), timings, first_dose, gap)


_PARSED = parse_quantity("1 mg/m2")
assert _PARSED is not None
_QUANTITY = (_PARSED.number, _PARSED.unit, _PARSED.text)
