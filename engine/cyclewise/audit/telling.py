"""Telling: the deviations found, as records with what was expected and what was seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cyclewise.audit.deviation import CAUSES, Concerned, Deviation, Link
from cyclewise.audit.found import Found
from cyclewise.audit.judging import Auditor
from cyclewise.audit.prescribed import IN_SLOT
from cyclewise.audit.wording import Sentences
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.settle import INSUFFICIENT, OUTCOMES
from cyclewise.protocol.deviation import (
    DOSE_DUE,
    EACH_DOSE,
    END,
    FIRST_DOSE,
    IMPORTANCES,
    DeviationRule,
)
from cyclewise.records import dataclass

DOSE = "dose"


@dataclass(frozen=True)
class Teller:
    """Tells the deviations of an audit one by one."""

    auditor: Auditor
    found: Found

    def __iter__(self) -> Iterator[Deviation]:
        """Yield every deviation, by patient and date."""
        for place in range(len(self.found)):
            yield self.deviation(place)

    def deviation(self, place: int) -> Deviation:
        """Return one of the deviations."""
        found, page = self.found, self._page(place)
        expected, observed = self._sentences(place, page)
        return Deviation(
            patient=found.patient[place],
            date=int(found.date[place]),
            rule=page.id,
            title=page.title,
            category=page.category,
            importance=page.importance[int(found.weight[place])].importance,
            reason=page.reason,
            summary=page.summary,
            expected=expected,
            observed=observed,
            event=self._event(place),
            cause=CAUSES[found.cause[place]],
            follows=self._follows(place),
            consequences=tuple(
                Concerned(date, DOSE, cycle or None, day or None)
                for date, cycle, day in found.consequences[place]
            ),
            deciding=found.deciding[place],
            lacking=found.lacking[place],
            centre=found.centre[place],
        )

    def _page(self, place: int) -> DeviationRule:
        return self.auditor.pages[int(self.found.page[place])]

    def _event(self, place: int) -> Concerned | None:
        found = self.found
        if found.came[place] == NO_DAY:
            return None
        cycle, day = int(found.cycle[place]), int(found.day[place])
        return Concerned(int(found.came[place]), DOSE, cycle or None, day or None)

    def _follows(self, place: int) -> Link | None:
        page = int(self.found.follows[place])
        if page < 0:
            return None
        return Link(self.auditor.pages[page].id, int(self.found.follows_date[place]))

    def _sentences(self, place: int, page: DeviationRule) -> tuple[str, str]:
        sentences = Sentences(self.auditor.program, self.found, place)
        if page.judges == DOSE_DUE:
            return sentences.dose_due()
        if page.judges == END:
            return sentences.end()
        if page.judges not in (EACH_DOSE, FIRST_DOSE):
            return sentences.occasion(page.expected)
        if page.expected:
            return sentences.in_own_words(page.expected)
        return self._of_dose(sentences, place, page)

    def _of_dose(self, sentences: Sentences, place: int, page: DeviationRule) -> tuple[str, str]:
        """Return what was expected at a dose: by what stood there, else by what it was off."""
        action = OUTCOMES[self.found.action[place]]
        if page.category == "dose" or action == "administer":
            in_slot = self.found.placed[place] == IN_SLOT
            if page.category == "timing":
                return sentences.days()
            if page.category != "dose":
                return sentences.page(page)
            return sentences.amount() if in_slot else sentences.place_in_schedule()
        if action == "wait" or page.category == "timing":
            return sentences.days()
        if action == INSUFFICIENT:
            lacking = page.category == "assessment"
            return sentences.assessment() if lacking else sentences.page(page)
        return sentences.no_dose()


def important(auditor: Auditor, found: Found) -> npt.NDArray[np.bool_]:
    """Return which deviations are important."""
    most = max((len(page.importance) for page in auditor.pages), default=1)
    weights = np.zeros((len(auditor.pages), most), bool)
    for place, page in enumerate(auditor.pages):
        for each, weight in enumerate(page.importance):
            weights[place, each] = weight.importance == IMPORTANCES[0]
    return np.asarray(weights[found.page, found.weight])
