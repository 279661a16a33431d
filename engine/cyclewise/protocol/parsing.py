"""A folder of rules becomes a protocol; every problem of every file is found in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.comparison_parsing import refuse_word
from cyclewise.protocol.definition import Definition, GradesForm
from cyclewise.protocol.definition_pages import read_definitions, read_reached
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.folder import (
    DEVIATIONS,
    PROTOCOL,
    SCHEDULE,
    SHARED,
    deviation_pages,
    digest,
    labelled_pages,
    rule_pages,
)
from cyclewise.protocol.monitored import NOTHING_WATCHED
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.page import place_of, read_page
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.protocol_parsing import Identity, read_identity
from cyclewise.protocol.rule import ACTIONS, PHASES, Phase, Rule
from cyclewise.protocol.rule_parsing import read_rule
from cyclewise.protocol.schedule import Schedule
from cyclewise.protocol.schedule_parsing import read_schedule
from cyclewise.protocol.stray import refuse_strays, stray_knowledge, stray_pages
from cyclewise.protocol.uses import used_facts


def read_protocol(folder: Path, knowledge_folder: Path, knowledge: Knowledge) -> Protocol:
    """Return the protocol of a folder; raise BadInput with the problems of all its files.

    A definition in the folder's ``definitions/`` replaces the one of the same id among the
    shared ones in the knowledge folder.
    """
    notes = Notes(Problems())
    bare = _without_definitions(folder, knowledge_folder, knowledge, notes)
    shared = read_definitions(labelled_pages(knowledge_folder, SHARED), notes)
    local = read_definitions(labelled_pages(folder, folder.name), notes)
    deviations = _deviations(folder, notes)
    if bare is not None:
        taken = {rule.id: rule.label for rule in bare.rules} | {
            bare.schedule.id: bare.schedule.label
        }
        _refuse_repeated_ids(deviations, taken, notes)
        bare = replace(bare, deviations=deviations)
    return _whole(bare, {**shared, **local}, knowledge, notes)


def read_protocol_in_use(folder: Path, knowledge_folder: Path, knowledge: Knowledge) -> Protocol:
    """Return the protocol with no definition but those that its rules reach.

    A page that nobody asks for is not opened, so that knowledge may grow and an answer comes as
    fast. What is watched between doses is left out: no rule asks for it. Raises BadInput for what
    is wrong in the pages read; ``read_protocol`` finds all.
    """
    notes = Notes(Problems())
    bare = _without_definitions(folder, knowledge_folder, knowledge, notes)
    bare = None if bare is None else replace(bare, monitored=NOTHING_WATCHED)
    local = labelled_pages(folder, folder.name)
    replaced = {page.stem for page, _ in local}
    shared = labelled_pages(knowledge_folder, SHARED)
    pages = [*local, *((page, label) for page, label in shared if page.stem not in replaced)]
    # What has the name of a concept says how the concept itself is read.
    facts = frozenset(knowledge.concepts) | (used_facts(bare) if bare else frozenset())
    return _whole(bare, read_reached(pages, facts, notes), knowledge, notes)


def _without_definitions(
    folder: Path, knowledge_folder: Path, knowledge: Knowledge, notes: Notes
) -> Protocol | None:
    """Return what the protocol's other pages say, None where one is missing that must be there."""
    refuse_strays(folder, stray_pages(folder), notes.problems)
    refuse_strays(knowledge_folder, stray_knowledge(knowledge_folder), notes.problems)
    identity = _identity(folder, knowledge, notes)
    schedule = _schedule(folder, knowledge, notes)
    rules = _rules(folder, notes)
    if identity is not None:
        _refuse_actions_of_other_phases(rules, identity.ranks, notes)
    _refuse_repeated_ids(rules, {} if schedule is None else {schedule.id: schedule.label}, notes)
    if identity is None or schedule is None:
        return None
    return Protocol(
        id=identity.id,
        title=identity.title,
        registry=identity.registry,
        version=identity.version,
        status=identity.status,
        ranks=identity.ranks,
        roles=identity.roles,
        parameters=identity.parameters,
        amendments=identity.amendments,
        timeline=identity.timeline,
        sources=identity.sources,
        schedule=schedule,
        rules=rules,
        definitions={},
        digest=digest(folder, knowledge_folder),
        folder=folder.as_posix(),
        published=identity.published,
        monitored=identity.monitored,
    )


def _whole(
    bare: Protocol | None,
    definitions: Mapping[str, Definition],
    knowledge: Knowledge,
    notes: Notes,
) -> Protocol:
    """Return the protocol with its definitions; raise every problem that its pages have."""
    if bare is not None:
        _refuse_undeclared_parameters(bare.parameters, notes)
    _refuse_words_for_sizes(definitions, notes)
    _refuse_unknown_sources(knowledge, notes)
    notes.problems.raise_if_any()
    if bare is None:
        raise AssertionError("A page that is missing has been recorded as a problem.")
    return replace(bare, definitions=definitions)


def _identity(folder: Path, knowledge: Knowledge, notes: Notes) -> Identity | None:
    document = read_page(folder / PROTOCOL, notes)
    return None if document is None else read_identity(document, knowledge, notes)


def _schedule(folder: Path, knowledge: Knowledge, notes: Notes) -> Schedule | None:
    document = read_page(folder / SCHEDULE, notes)
    if document is None:
        return None
    return read_schedule(document, f"{folder.name}/{SCHEDULE}", knowledge, notes)


def _rules(folder: Path, notes: Notes) -> tuple[Rule, ...]:
    rules = []
    for path in rule_pages(folder):
        document = read_page(path, notes)
        if document is not None:
            family = path.parent.name
            rules.append(read_rule(document, family, f"{folder.name}/{family}/{path.name}", notes))
    return tuple(rules)


def _deviations(folder: Path, notes: Notes) -> tuple[DeviationRule, ...]:
    pages = []
    for path in deviation_pages(folder):
        document = read_page(path, notes)
        if document is not None:
            label = f"{folder.name}/{DEVIATIONS}/{path.name}"
            pages.append(read_deviation(document, label, notes))
    return tuple(pages)


def _refuse_actions_of_other_phases(
    rules: Iterable[Rule], ranks: Mapping[Phase, tuple[str, ...]], notes: Notes
) -> None:
    """Refuse an action that a phase does not rank: it could never be settled there."""
    if any(action not in ACTIONS for phase in PHASES for action in ranks[phase]):
        return
    for rule in rules:
        if not rule.acts or rule.place is None:
            continue
        ranked = [phase for phase in rule.phases if ranks[phase]]
        strange = [phase for phase in ranked if rule.action not in ranks[phase]]
        if strange:
            key = "otherwise" if rule.requirement else "then"
            notes.problems.add(
                place_of(rule.place, key),
                f"“{rule.action}” is no action of the phase “{strange[0]}”.",
                f"There the actions are {', '.join(ranks[strange[0]])}; "
                "change the phases, the action, or protocol.yaml.",
            )


def _refuse_undeclared_parameters(parameters: Collection[str], notes: Notes) -> None:
    for mention in notes.parameters:
        if mention.name not in parameters:
            near = suggestion(mention.name, parameters)
            notes.problems.add(
                mention.place,
                f"Unknown parameter “{mention.name}”.",
                near or "Declare it in protocol.yaml, with its basis.",
            )


def _refuse_repeated_ids(
    rules: Iterable[Rule | DeviationRule], taken: Mapping[str, str], notes: Notes
) -> None:
    """Refuse an id that two pages share: people cite a rule by it."""
    seen = dict(taken)
    for rule in rules:
        if rule.id and rule.id in seen and rule.place is not None:
            notes.problems.add(
                place_of(rule.place, "id"),
                f"{rule.id} is also the id of {seen[rule.id]}.",
                "Give this rule a number of its own.",
            )
        seen.setdefault(rule.id, rule.label)


def _refuse_words_for_sizes(definitions: Mapping[str, Definition], notes: Notes) -> None:
    """Refuse to compare a fact's size with a word, unless it is graded: then it names a grade."""
    for fact, comparison, place in notes.sizes:
        found = definitions.get(fact)
        if found is None or not isinstance(found.form, GradesForm):
            refuse_word(comparison, place, notes)


def _refuse_unknown_sources(knowledge: Knowledge, notes: Notes) -> None:
    for mention in notes.cites:
        if mention.name not in knowledge.sources:
            near = suggestion(mention.name, knowledge.sources)
            notes.problems.add(
                mention.place,
                f"No file in knowledge/sources describes “{mention.name}”.",
                near or "Describe the source there, or cite another.",
            )
