"""Facts given by hand: an audit's own facts are unknown until they are given, and then compared."""

from __future__ import annotations

import numpy as np
from tests.clinic import patient, program, sheet

from cyclewise.facts.given import GIVEN_FACTS, PLACED, RULE_STANDING
from cyclewise.facts.giving import with_given
from cyclewise.facts.stub import Stub
from cyclewise.logic.condition import Leaf
from cyclewise.protocol.criterion import Comparison, Criterion, Literally, Word
from cyclewise.timeline.columns import Cells
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN

NOTHING = np.full(1, np.nan)


def word(said: str) -> Stub:
    return Stub(np.ones(1, bool), Cells(NOTHING, NOTHING, np.ones(1, np.int64), ("", said)))


def number(value: float) -> Stub:
    cells = Cells(np.full(1, value), np.full(1, value), np.zeros(1, np.int64))
    return Stub(np.ones(1, bool), cells)


def held(fact: str, comparison: Word, limit: str, stubs: dict[str, Stub]) -> int:
    asks = "fact" if fact in GIVEN_FACTS else "rule"
    quantity = parse_quantity(limit)
    criterion = Criterion(fact, asks, Comparison(comparison, (Literally(limit, quantity),)))  # type: ignore[arg-type]
    asked = with_given(sheet(program(), patient(), as_of="2024-03-01"), stubs)
    return int(asked.truth(Leaf(criterion))[0])


def test_a_given_fact_is_unknown_until_it_is_given() -> None:
    assert held("placed", "is", PLACED[0], {}) == UNKNOWN
    assert held("days_late", "above", "0 days", {}) == UNKNOWN
    assert held("HLD-001", "is", RULE_STANDING[0], {}) == UNKNOWN


def test_a_given_word_or_number_is_compared_as_any_other() -> None:
    assert held("placed", "is", "slot filled", {"placed": word("slot filled")}) == MET
    assert held("placed", "is", "too near", {"placed": word("slot filled")}) == NOT_MET
    assert held("dose_off", "above", "0.5 %", {"dose_off": number(0.006)}) == MET
    assert held("dose_off", "above", "0.5 %", {"dose_off": number(0.005)}) == NOT_MET
    assert held("level_raised", "is", "true", {"level_raised": word("true")}) == MET
    assert held("level_raised", "is", "true", {"level_raised": word("false")}) == NOT_MET


def test_how_a_rule_stands_is_given_by_its_id() -> None:
    stubs = {"HLD-001": word("in force")}
    assert held("HLD-001", "is", "in force", stubs) == MET
    assert held("HLD-001", "is", "overruled", stubs) == NOT_MET
    assert held("HLD-002", "is", "in force", stubs) == UNKNOWN


def test_giving_facts_leaves_the_sheet_as_it_was() -> None:
    before = sheet(program(), patient("2024-03-01, lab: 1 mg/dL"), as_of="2024-03-01")
    kept = before.reading("lab")
    after = with_given(before, {"placed": word("too near")})
    assert after.reading("lab") is kept
    assert not before.stubs
