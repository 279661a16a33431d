"""Build the synthetic cohort ino-mrd-26: python tests/cohort/synthetic.py.

Twenty-six invented patients whose margins are those that the trial's paper prints. Everything
else (who responded, when, what became of whom) is invented here and was never published. FATES
were found by a random walk over times until every margin agreed, which the tests hold; ages,
groups and laboratory values are drawn by SEED.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from random import Random
from typing import TypeVar

SEED = 20261122
FOLDER = Path(__file__).parents[2] / "knowledge" / "examples" / "cohort" / "ino-mrd-26"
CUT_OFF = date(2022, 6, 30)

AGES = (
    *(19, 22, 25, 28, 31, 33, 35, 38, 40, 42, 44, 45, 46),
    *(46, 48, 50, 52, 54, 56, 58, 60, 62, 64, 66, 68, 70),
)
CR1, PHILADELPHIA, HIGH_MRD = 19, 16, 15
ULN = {"bilirubin": 1.2, "alt": 45, "ast": 40, "alp": 120}
MILD = ("fatigue", "nausea", "headache", "constipation", "dizziness", "insomnia", "cough")
SOS_EVENT = "adverse_event: sinusoidal obstruction syndrome, grade: 3"
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Fate:
    """What becomes of one patient, in days from the first dose."""

    followed: int
    relapse: int | None
    death: int | None
    cycles: int
    responds: bool
    leaves: str = "completed"
    transplant: int | None = None
    sos: int | None = None
    cause: str = ""


FATES = (
    Fate(278, None, None, 6, responds=False),
    Fate(348, None, None, 1, responds=True),
    Fate(376, None, None, 2, responds=True),
    Fate(387, 346, None, 4, False, "transplant", transplant=131),
    Fate(448, None, 210, 3, False, "toxicity", sos=77, cause="infection"),
    Fate(612, None, None, 3, responds=True, transplant=121),
    Fate(615, 206, 280, 6, responds=False, cause="leukaemia"),
    Fate(653, None, None, 2, responds=True, transplant=97, sos=115),
    Fate(675, None, None, 3, responds=True),
    Fate(728, None, None, 4, responds=True),
    Fate(733, None, None, 1, responds=True),
    Fate(739, None, None, 5, responds=True),
    Fate(803, None, 517, 2, responds=True, cause="infection"),
    Fate(812, 505, 591, 1, responds=True, cause="leukaemia"),
    Fate(893, 443, 589, 3, responds=True, cause="leukaemia"),
    Fate(935, 421, None, 5, False, "withdrawal"),
    Fate(949, None, None, 1, responds=True),
    Fate(974, None, None, 2, responds=True, transplant=106),
    Fate(1020, 337, 613, 6, responds=False, cause="leukaemia"),
    Fate(1098, None, 206, 4, responds=True, transplant=151, cause="infection"),
    Fate(1144, 974, 1143, 2, responds=True, cause="leukaemia"),
    Fate(1154, None, None, 3, responds=True),
    Fate(1206, None, None, 1, responds=True),
    Fate(1217, None, 439, 3, False, "transplant", transplant=101, cause="infection"),
    Fate(1304, None, None, 2, responds=True),
    Fate(1320, 273, 482, 6, responds=False, cause="leukaemia"),
)


@dataclass
class Patient:
    """One patient's file while it is being written."""

    name: str
    fate: Fate
    draw: Random
    age: int
    cr1: bool
    positive: bool
    high: bool
    events: list[tuple[date, int, str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """The days on which the cycles began."""

    def __post_init__(self) -> None:
        """Set what stays the same."""
        self.first = CUT_OFF - timedelta(days=self.fate.followed)
        self.weight = 55.0 + round(self.draw.random() * 350) / 10
        self.height = 155 + int(self.draw.random() * 33)
        self.sex = "female" if self.draw.random() < 0.5 else "male"

    def day(self, number: int) -> date:
        """Return a day counted from the first dose."""
        return self.first + timedelta(days=number)

    def note(self, number: int, text: str, rank: int = 0) -> None:
        """Add an event, unless the patient has died or is no longer followed by then."""
        ended = min(self.fate.followed, self.fate.death or self.fate.followed)
        day = self.day(number)
        event = (day, rank, f"{{date: {day}, {text}}}")
        if number <= ended and event not in self.events:  # the same complaint may be drawn twice
            self.events.append(event)

    # --- tests ------------------------------------------------------------------------------

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return low + (high - low) * self.draw.random()

    def liver(self, number: int, bilirubin: float | None = None) -> None:
        """Take the liver tests."""
        found = self.between(0.4, 1.0) if bilirubin is None else bilirubin
        self.note(number, f"bilirubin: {found:.1f} mg/dL, uln: {ULN['bilirubin']} mg/dL")
        for name, low, high in (("alt", 14, 70), ("ast", 14, 60), ("alp", 50, 115)):
            value = self.between(low, high)
            self.note(number, f"{name}: {value:.0f} U/L, uln: {ULN[name]} U/L")

    def counts(self, number: int, *, low: bool) -> None:
        """Take the blood counts; within a cycle they may be low."""
        anc = self.between(0.7, 2.5) if low else self.between(1.2, 4.0)
        platelets = self.between(40, 130) if low else self.between(80, 260)
        self.note(number, f"anc: {anc:.1f} 10^9/L")
        self.note(number, f"platelets: {platelets:.0f} 10^9/L")

    def mrd(self, number: int, level: float | None) -> None:
        """Take the MRD; None is not detected. The result is known three days later."""
        ended = min(self.fate.followed, self.fate.death or self.fate.followed)
        value = "not detected" if level is None else f"{level:.1e}".replace("e-0", "e-")
        known = self.day(min(number + 3, ended))
        beside = f"method: flow, material: marrow, sensitivity: 1e-5, known: {known}"
        self.note(number, f"mrd: {value}, {beside}")

    # --- the course -------------------------------------------------------------------------

    def screening(self) -> None:
        """Record what was found before the first dose."""
        born = self.first.replace(year=self.first.year - self.age) - timedelta(
            days=30 + int(self.between(0, 300))
        )
        self.born = born
        if not self.cr1:
            self.note(-200, "remission: CR1")
            self.note(-90, "relapse: hematologic")
        self.note(-24, f"remission: {'CR1' if self.cr1 else 'CR2'}")
        self.note(-20, "consent: present")
        self.note(-16, f"cd22: {self.between(70, 99):.0f} %")
        self.level = self.between(1.2e-3, 9e-3) if self.high else self.between(1.5e-4, 9e-4)
        self.mrd(-12, self.level)
        self.note(-10, f"ecog: {int(self.between(0, 2.3))}")
        self.note(-10, f"creatinine_clearance: {self.between(60, 120):.0f} mL/min")
        self.note(-8, f"qtc: {self.between(390, 450):.0f} ms")
        self.note(-6, f"height: {self.height} cm")
        self.note(-3, "enrolment: present")
        self.note(0, "ursodiol: present")

    def dose(self, number: int, cycle: int, day: int, gain: float = 0.0) -> None:
        """Give a dose, with the tests of the day before."""
        weight = round(self.weight * (1 + gain + self.between(-0.008, 0.008)), 1)
        per_m2 = 0.6 if (cycle, day) == (1, 1) else 0.3
        amount = per_m2 * sqrt(self.height * weight / 3600)
        self.liver(number - 1)
        self.counts(number - 1, low=day != 1)
        self.note(number, f"weight: {weight} kg")
        label = f"dose: inotuzumab, cycle: {cycle}, day: {day}"
        self.note(number, f"{label}, given: {per_m2} mg/m2, amount: {amount:.2f} mg", 1)
        self.liver(number + 4)

    def treatment(self) -> int:
        """Give the cycles and return the day on which the treatment ends."""
        start, stops_in = 0, self.fate.cycles
        for cycle in range(1, stops_in + 1):
            self.starts.append(start)
            self.dose(start, cycle, 1)
            self.dose(start + 7, cycle, 8)
            if self.fate.leaves == "toxicity" and cycle == stops_in:
                return self.toxicity()
            negative = self.fate.responds and cycle == stops_in
            self.mrd(start + 23, self.next_level(negative=negative))
            start += 28 + int(self.between(0, 4))
        return start

    def next_level(self, *, negative: bool) -> float | None:
        """Return the level after a cycle: who responds falls below the threshold at the end."""
        if negative:
            return None if self.draw.random() < 0.7 else self.between(1.2e-5, 8e-5)
        self.level = max(1.3e-4, self.level * self.between(0.4, 1.3))
        return self.level

    def toxicity(self) -> int:
        """Develop SOS on treatment; return the day on which it ends for good."""
        onset = self.fate.sos or 0
        self.liver(onset - 4, bilirubin=2.6)
        self.note(onset - 4, "ascites: present")
        self.note(onset - 4, f"weight: {self.weight * 1.07:.1f} kg")
        self.note(onset - 4, "sos: suspected", 2)
        self.note(onset, "sos: confirmed", 2)
        self.note(onset, SOS_EVENT, 2)
        self.liver(onset + 7, bilirubin=1.7)
        self.liver(onset + 21, bilirubin=0.9)
        return onset

    def afterwards(self, ends: int) -> None:
        """Record the end of treatment and what came later."""
        fate = self.fate
        self.note(ends, f"end_of_treatment: {fate.leaves}", 2)
        if fate.transplant is not None:
            self.note(fate.transplant, "transplant: allogeneic", 2)
            if fate.sos is not None:
                self.liver(fate.sos - 2, bilirubin=2.9)
                self.note(fate.sos - 2, f"weight: {self.weight * 1.06:.1f} kg")
                self.note(fate.sos, "sos: confirmed", 2)
                self.note(fate.sos, SOS_EVENT, 2)
                self.note(fate.sos + 30, "sos: ruled out", 2)
        self.surveillance(ends)
        if fate.relapse is not None:
            self.note(fate.relapse, "relapse: hematologic", 2)
        if fate.death is not None:
            self.note(fate.death, f"death: {fate.cause}", 2)
        else:
            self.note(fate.followed, "last_contact: alive", 2)

    def surveillance(self, ends: int) -> None:
        """Take the MRD every three months until relapse, at most four times."""
        limit = self.fate.relapse or self.fate.death or self.fate.followed
        for turn in range(1, 5):
            day = ends + 90 * turn
            if day >= limit - 10:
                return
            soon = self.fate.relapse is not None and day > self.fate.relapse - 120
            self.mrd(day, self.between(3e-4, 8e-3) if soon or not self.fate.responds else None)

    def complaints(self, ends: int) -> None:
        """Draw adverse events: most of them mild, and gone before the next dose."""
        for _ in range(1 + int(self.between(0, 3.4))):
            cycle = self.starts[int(self.between(0, len(self.starts)))]
            begins = cycle + 9 + int(self.between(0, 4))
            term = MILD[int(self.between(0, len(MILD)))]
            grade = 1 + int(self.between(0, 1.6))
            resolved = self.day(begins + 5)
            told = f"adverse_event: {term}, grade: {grade}, resolved: {resolved}"
            self.note(min(begins, ends), told, 2)
        if self.draw.random() < 0.45:
            grade = 2 + int(self.between(0, 2.4))
            term = "platelet count decreased" if self.draw.random() < 0.6 else "neutropenia"
            self.note(12, f"adverse_event: {term}, grade: {grade}, resolved: {self.day(22)}", 2)

    def text(self) -> str:
        """Return the patient's file."""
        self.screening()
        ends = self.treatment()
        self.complaints(ends)
        self.afterwards(ends)
        status = "positive" if self.positive else "negative"
        lines = [
            "# Synthetic, one of ino-mrd-26. No real patient; only the margins are published.",
            f"patient: {{id: {self.name}, sex: {self.sex}, birth_date: {self.born}}}",
            f"diagnosis: {{lineage: B, philadelphia: {status}}}",
            "events:",
        ]
        arranged = sorted(self.events, key=lambda each: each[:2])
        return "\n".join([*lines, *(f"  - {told}" for _, _, told in arranged)]) + "\n"


def shuffled(items: Sequence[_Item], draw: Random) -> list[_Item]:
    """Return items in another order; by `random` alone, so that every Python draws the same."""
    return [item for _, item in sorted(((draw.random(), item) for item in items), key=_first)]


def _first(pair: tuple[float, object]) -> float:
    return pair[0]


def patients() -> Iterator[Patient]:
    """Yield the patients, in an order that says nothing of their fates."""
    draw = Random(SEED)  # noqa: S311 - invented patients

    def marked(count: int) -> list[bool]:
        return shuffled([place < count for place in range(len(FATES))], draw)

    ages = shuffled(AGES, draw)
    cr1s, positives, highs = marked(CR1), marked(PHILADELPHIA), marked(HIGH_MRD)
    drawn = zip(shuffled(FATES, draw), ages, cr1s, positives, highs, strict=True)
    for place, (fate, age, cr1, positive, high) in enumerate(drawn, start=1):
        yield Patient(f"SYN-{place:02}", fate, draw, age, cr1, positive, high)


ABOUT = """\
title: Synthetic cohort ino-mrd-26
synthetic: true
note: >
  Twenty-six invented patients, built to carry the margins that Jabbour 2024 prints. Who
  responded, relapsed, died or was transplanted, and when, was never published and is invented.
  Built by tests/cohort/synthetic.py.
"""


def files() -> Mapping[str, str]:
    """Return every file of the cohort by its name."""
    return {"cohort.yaml": ABOUT} | {f"{each.name}.yaml": each.text() for each in patients()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
