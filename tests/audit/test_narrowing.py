"""Asking ever fewer points where a condition is met says what asking all of them says."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts.invented_protocol import Author
from tests.facts.invention import BASE, KNOWLEDGE, SPAN, Ward
from tests.thoroughness import examples

from cyclewise.audit.narrowing import where_fact_met, where_met
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.timeline.columns import columns_from
from cyclewise.values.truth import MET


@settings(max_examples=examples(20), deadline=None)
@given(st.randoms(use_true_random=True))
def test_every_condition_is_met_where_the_kernel_says_so(random: Random) -> None:
    ward = Ward(random)
    timelines = [ward.patient(f"P{number}") for number in range(12)]
    invented = Program(Author(random).protocol(), KNOWLEDGE)
    who = np.array([random.randrange(12) for _ in range(60)], np.int64)
    day = np.array([BASE + random.randrange(SPAN) for _ in range(60)], np.int64)
    columns, points = columns_from(timelines, KNOWLEDGE), Points.at_end_of_day(who, day, day)
    whole = Sheet(invented, columns, points)
    for fact in filter(invented.is_condition, invented.definitions):
        found = where_fact_met(Sheet(invented, columns, points), fact)
        assert found.tolist() == np.flatnonzero(whole.condition(fact) == MET).tolist()
    for rule in invented.protocol.rules:
        found = where_met(Sheet(invented, columns, points), rule.condition)
        assert found.tolist() == np.flatnonzero(whole.truth(rule.condition) == MET).tolist()
