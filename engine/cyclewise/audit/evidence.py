"""From hits to columns: what each deviation rests on, read off the points where it was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cyclewise.audit.found import Found, Objects, objects
from cyclewise.audit.given import IN_FORCE, standing_of
from cyclewise.audit.history import History
from cyclewise.audit.hits import Hits
from cyclewise.audit.judging import Judgement
from cyclewise.audit.lacking import lacking_at
from cyclewise.audit.links import Links, labels
from cyclewise.facts.slots import NO_DAY
from cyclewise.timeline.columns import Integers


def found_of(
    history: History,
    judgements: Sequence[Judgement],
    hits: Hits,
    links: Links,
) -> Found:
    """Return hits as deviations, with their causes and what links them."""
    rows = [
        _Gathered(history, judgements[number], hits.take(hits.docket == number)).columns()
        for number in range(len(judgements))
    ]
    order = np.argsort(np.argsort(hits.docket, kind="stable"), kind="stable")
    columns = {
        name: np.concatenate([row[name] for row in rows])[order]
        for name in (rows[0] if rows else ())
    }
    role = judgements[0].sheet.program.protocol.roles.centre
    return Found(
        patient=objects(history.columns.patients[each] for each in hits.patient.tolist()),
        centre=centres_of(history, role)[hits.patient],
        first=first_doses(history)[hits.patient],
        date=hits.date,
        page=hits.page,
        weight=hits.weight,
        cause=links.cause,
        follows=links.follows,
        follows_date=links.follows_date,
        consequences=links.consequences,
        **columns,
    )


def first_doses(history: History) -> Integers:
    """Return the day of each patient's first dose, ``NO_DAY`` where there is none."""
    first = np.full(len(history), NO_DAY, np.int64)
    rows = history.doses[::-1]
    first[history.of[rows]] = history.frame.first[rows]
    return first


def centres_of(history: History, role: str | None) -> Objects:
    """Return where each patient is treated, "" where that is not recorded.

    ``role`` is the concept that says so, None where the protocol has none.
    """
    frame = history.columns.frame(role or "")
    words, start = frame.value.words, frame.start
    return objects(
        words[int(frame.value.word[start[each]])] if start[each] < start[each + 1] else ""
        for each in range(len(history))
    )


class _Gathered:
    """The columns of one docket's hits."""

    def __init__(self, history: History, judgement: Judgement, hits: Hits) -> None:
        self.history = history
        self.judgement = judgement
        self.hits = hits
        self.point = hits.point

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return every column by its name."""
        settled = self.judgement.verdicts.settled
        cycle, day = labels(self.judgement, self.point)
        return {
            "action": settled.action[self.point],
            "certain": settled.certain[self.point],
            "came": self._came(),
            "cycle": cycle,
            "day": day,
            "deciding": self._deciding(),
            "lacking": self._lacking(),
            **self._slots(),
            **self._doses(),
        }

    def _came(self) -> Integers:
        dose, first = self.hits.dose, self.history.frame.first
        if not len(first):
            return np.full(len(dose), NO_DAY, np.int64)
        return np.where(dose >= 0, first[np.maximum(dose, 0)], NO_DAY)

    def _slots(self) -> dict[str, npt.NDArray[Any]]:
        """Return the slot that was next at each point, and the days of it or of what was due."""
        docket, slots = self.judgement.docket, self.judgement.sheet.slots
        following = slots.following[self.point]
        left = following < len(slots.table)
        ahead = np.where(left, following, 0)
        due = self.judgement.expected is not None
        opens, closes = (docket.opens, docket.closes) if due else (slots.earliest, slots.latest)
        return {
            "next_cycle": np.where(left, slots.table.cycle[ahead], 0),
            "next_day": np.where(left, slots.table.day[ahead], 0),
            "opens": opens[self.point],
            "closes": closes[self.point],
        }

    def _doses(self) -> dict[str, npt.NDArray[Any]]:
        doses, point = self.judgement.doses, self.point
        if doses is None:
            zero, none = np.zeros(len(point), np.int64), np.full(len(point), np.nan)
            return {
                **dict.fromkeys(("placed", "early", "late"), zero),
                **dict.fromkeys(("amount", "mg", "given", "given_mg"), none),
                "unit": objects("" for _ in point),
            }
        return {
            "placed": doses.placed[point].astype(np.int64),
            "early": doses.early[point],
            "late": doses.late[point],
            "unit": objects(doses.units[each] for each in doses.unit[point].tolist()),
            "amount": doses.amount[point],
            "mg": doses.mg[point],
            "given": doses.given[point],
            "given_mg": doses.given_mg[point],
        }

    def _deciding(self) -> Objects:
        """Return the rules in force at each point that stood in the way of a dose."""
        found: list[list[str]] = [[] for _ in self.point]
        verdicts = self.judgement.verdicts
        for rule in self.judgement.sheet.program.protocol.acting if len(self.point) else ():
            standing = standing_of(rule, verdicts)[self.point]
            for place in np.flatnonzero(standing == IN_FORCE).tolist():
                found[place].append(rule.id)
        return objects(tuple(each) for each in found)

    def _lacking(self) -> Objects:
        """Return what had not been done: of what was to be done, or before the dose."""
        if not len(self.point):
            return objects(())
        docket, sheet = self.judgement.docket, self.judgement.sheet
        if docket.items:
            titles = [sheet.program.title(item) for item in docket.items]
            missing = [~each[self.point] for each in docket.done]
            return objects(
                tuple(title for title, flags in zip(titles, missing, strict=True) if flags[place])
                for place in range(len(self.point))
            )
        return objects(lacking_at(sheet, self.judgement.verdicts, self.point))
