"""What may contradict itself among a table's rows, found for all patients at once."""

from __future__ import annotations

import numpy as np

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import DOSE
from cyclewise.knowledge.value_reading import folded
from cyclewise.timeline.columns import NEVER, Flags, Integers
from cyclewise.timeline.order import DEATH
from cyclewise.timeline.table_rows import TableRows
from cyclewise.timeline.table_words import NOT_WRITTEN

_DAYS = 2**20


def replaced_rows(rows: TableRows) -> tuple[Integers, Flags]:
    """Return the day from which each row is known to be corrected, and rows not so simple.

    Simple is a concept that a patient has one correction of, which names exactly one event.
    """
    replaced = np.full(len(rows.concept), NEVER, np.int64)
    odd = np.zeros(len(rows.concept), bool)
    correcting = np.flatnonzero(rows.replaces != NOT_WRITTEN)
    if not len(correcting):
        return replaced, odd
    owner = rows.patients.codes * len(rows.concepts) + rows.concept
    owners, count = np.unique(owner[correcting], return_counts=True)
    odd[correcting] = count[np.searchsorted(owners, owner[correcting])] > 1
    base = np.isin(owner, owners) & (rows.replaces == NOT_WRITTEN) & (rows.first == rows.last)
    places = np.flatnonzero(base)
    dated = owner[places] * _DAYS + rows.first[places]
    places, dated = places[np.argsort(dated)], np.sort(dated)
    wanted = owner[correcting] * _DAYS + rows.replaces[correcting]
    left = np.searchsorted(dated, wanted, side="left")
    odd[correcting] |= np.searchsorted(dated, wanted, side="right") - left != 1
    simple = ~odd[correcting]
    replaced[places[left[simple]]] = rows.known[correcting[simple]]
    return replaced, odd


def contradicting(rows: TableRows) -> Flags:
    """Return rows that stand after a death, before a birth, twice for a person, or too coarsely."""
    odd = _twice(rows)
    coarse = rows.dated & (rows.first != rows.last)
    any_coarse = bool(coarse.any())
    for here, concept in zip(rows.within, rows.concepts, strict=True):
        if here.start == here.stop:
            continue
        if any_coarse and concept.history == "never":
            odd[here] |= coarse[here]
        elif any_coarse and concept.history == "before the first dose":
            odd[here] |= coarse[here] & (rows.last >= _earliest(rows, DOSE))[here]
        if concept.id == DEATH:
            deaths = np.bincount(rows.patients.codes[here], minlength=len(rows.patients.words))
            odd[here] |= (deaths > 1)[rows.patients.codes[here]]
            others = rows.dated & (rows.first > _earliest(rows, DEATH))
            others[here] = False
            odd |= others
        if concept.one_after_another:
            odd |= _going_back(rows, here, concept)
        if concept.kind == "date" and concept.section == "patient":
            odd |= rows.dated & (rows.last < _earliest(rows, concept.id, -NEVER))
    return odd


def _going_back(rows: TableRows, here: slice, concept: Concept) -> Flags:
    """Return rows that follow, or share the day of, one with a later value of a concept."""
    text, order = rows.column("text").at(here), [folded(w) for w in concept.one_after_another]
    words = [folded(word) for word in text.words]
    rank = text.spread([order.index(word) if word in order else -1 for word in words], -1)
    there = np.flatnonzero(rank >= 0)
    at, rank = there + here.start, rank[there]
    sorting = np.lexsort((rank, rows.first[at], rows.patients.codes[at]))
    at, rank = at[sorting], rank[sorting]
    same = rows.patients.codes[at[1:]] == rows.patients.codes[at[:-1]]
    step = rank[1:] - rank[:-1]
    beside = rows.first[at[1:]] == rows.first[at[:-1]]
    odd = np.zeros(len(rows.odd), bool)
    odd[at[1:][same & ((step < 0) | (beside & (step != 0)))]] = True
    return odd


def _earliest(rows: TableRows, concept: str, otherwise: int = NEVER) -> Integers:
    """Return for each row the day on which its patient first has a concept."""
    days = np.full(len(rows.patients.words), NEVER, np.int64)
    for here, each in zip(rows.within, rows.concepts, strict=True):
        if each.id == concept:
            np.minimum.at(days, rows.patients.codes[here], rows.first[here])
    return np.where(days == NEVER, otherwise, days)[rows.patients.codes]


def _twice(rows: TableRows) -> Flags:
    """Return rows of facts about a person that the person has more than once."""
    odd = np.zeros(len(rows.odd), bool)
    for here, concept in zip(rows.within, rows.concepts, strict=True):
        if concept.section != "events":
            # The rows of a concept stand by patient.
            again = rows.patients.codes[here][1:] == rows.patients.codes[here][:-1]
            odd[here][1:] |= again
            odd[here][:-1] |= again
    return odd
