"""What cannot have happened in the order written: a result after death, a second death."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cyclewise.documents.problem import Problems
from cyclewise.knowledge.knowledgebase import DOSE, Knowledge
from cyclewise.knowledge.value_reading import capital
from cyclewise.timeline.correction import corrections
from cyclewise.timeline.entry import Entry
from cyclewise.values.calendar import day_words

DEATH = "death"


def check_order(entries: Sequence[Entry], knowledge: Knowledge, problems: Problems) -> None:
    """Record what contradicts itself in the events of one patient."""
    standing = _standing(entries, knowledge, problems)
    _refuse_after_death(standing, problems)
    _refuse_before_life(standing, knowledge, problems)
    _refuse_coarse_dates(standing, knowledge, problems)
    _refuse_going_back(standing, knowledge, problems)


def _standing(entries: Sequence[Entry], knowledge: Knowledge, problems: Problems) -> list[Entry]:
    """Return the events that no other corrects; record corrections of none or of two."""
    found = corrections([entry.event for entry in entries])
    gone: set[int] = set()
    for by, places in found.items():
        if len(places) == 1:
            gone.update(places)
            continue
        entry = entries[by]
        title = knowledge.concepts[entry.event.concept].title
        day = day_words(entry.event.replaces or 0)
        if places:
            message = f"There is more than one {title} of {day}, and only one can be replaced."
            remedy = "Correct the wrong one where it stands, without “replaces”."
        else:
            message = f"There is no {title} of {day} to replace."
            remedy = "Write the date of the event that this one corrects."
        problems.add(entry.where("replaces"), message, remedy)
    return [entry for place, entry in enumerate(entries) if place not in gone]


def _refuse_after_death(entries: Sequence[Entry], problems: Problems) -> None:
    deaths = [entry for entry in entries if entry.event.concept == DEATH]
    for second in deaths[1:]:
        problems.add(second.where("date"), "Death is recorded twice.", "Keep one of the two.")
    if not deaths:
        return
    died = min(entry.event.last for entry in deaths)
    for entry in entries:
        if entry.event.first > died and entry.event.concept != DEATH:
            problems.add(
                entry.where("date"),
                f"This event lies after the patient's death on {day_words(died)}.",
                "Correct one of the two dates.",
            )


def _refuse_before_life(entries: Iterable[Entry], knowledge: Knowledge, problems: Problems) -> None:
    """Refuse events before a date that belongs to the person: life begins on it."""
    entries = list(entries)
    for begun in entries:
        concept = knowledge.concepts[begun.event.concept]
        if concept.kind != "date" or concept.section != "patient":
            continue
        for entry in entries:
            if entry.event.dated and entry.event.last < begun.event.first:
                problems.add(
                    entry.where("date"),
                    f"This event lies before the {concept.title}, {day_words(begun.event.first)}.",
                    "Correct one of the two dates.",
                )


def _refuse_coarse_dates(
    entries: Sequence[Entry], knowledge: Knowledge, problems: Problems
) -> None:
    """Refuse a month or a year alone where only history may be dated so."""
    doses = [entry.event.first for entry in entries if entry.event.concept == DOSE]
    first_dose = min(doses, default=None)
    if first_dose is None:
        return
    for entry in entries:
        event = entry.event
        concept = knowledge.concepts[event.concept]
        coarse = event.dated and event.first != event.last
        if coarse and concept.history == "before the first dose" and event.last >= first_dose:
            problems.add(
                entry.where("date"),
                f"{concept.title[:1].upper()}{concept.title[1:]} needs a whole date from the "
                "first dose on.",
                "Write the day as well: YYYY-MM-DD.",
            )


def _refuse_going_back(entries: Sequence[Entry], knowledge: Knowledge, problems: Problems) -> None:
    """Refuse what comes one after another where a later event has an earlier value."""
    for concept in knowledge.concepts.values():
        places = {word: place for place, word in enumerate(concept.one_after_another)}
        counted = [
            entry
            for entry in entries
            if entry.event.concept == concept.id and entry.event.value.word in places
        ]
        for entry in counted:
            wrong = next((each for each in counted if _goes_back(each, entry, places)), None)
            if wrong is not None:
                earlier, later = wrong.event, entry.event
                problems.add(
                    entry.where("date"),
                    f"{capital(concept.title)} {later.value.word} cannot come after, or on the "
                    f"same day as, {earlier.value.word} of {day_words(earlier.first)}.",
                    "Correct one of the two.",
                )


def _goes_back(one: Entry, other: Entry, places: Mapping[str, int]) -> bool:
    """Return whether an event has a later value than another that surely is not before it."""
    if places[one.event.value.word] <= places[other.event.value.word]:
        return False
    whole = one.event.first == one.event.last == other.event.first == other.event.last
    return whole or one.event.last < other.event.first
