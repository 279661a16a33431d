"""A folder of rules becomes a protocol; every problem of every file is found in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from cyclewise.documents.problem import BadInput, Problems, suggestion
from cyclewise.documents.yamlfile import Document, Node, read_yaml
from cyclewise.documents.yamlfile import Mapping as Keys
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.comparison_parsing import refuse_word
from cyclewise.protocol.definition import Definition, GradesForm
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.protocol_parsing import Identity, read_identity
from cyclewise.protocol.rule import ACTIONS, PHASES, Phase, Rule
from cyclewise.protocol.rule_parsing import read_rule
from cyclewise.protocol.schedule import Schedule
from cyclewise.protocol.schedule_parsing import read_schedule

DEFINITIONS = "definitions"
CASES = ".cases.yaml"
PROTOCOL = "protocol.yaml"
SCHEDULE = "schedule.yaml"


def read_protocol(folder: Path, knowledge_folder: Path, knowledge: Knowledge) -> Protocol:
    """Return the protocol of a folder; raise BadInput with the problems of all its files.

    A definition in the folder's ``definitions/`` replaces the one of the same id among the
    shared ones in the knowledge folder.
    """
    notes = Notes(Problems())
    identity = _identity(folder, knowledge, notes)
    schedule = _schedule(folder, knowledge, notes)
    shared = _definitions(knowledge_folder, "knowledge", notes)
    local = _definitions(folder, folder.name, notes)
    rules = _rules(folder, notes)
    if identity is not None:
        _refuse_actions_of_other_phases(rules, identity.ranks, notes)
        _refuse_undeclared_parameters(identity, notes)
    _refuse_repeated_ids(rules, schedule, notes)
    _refuse_words_for_sizes({**shared, **local}, notes)
    _refuse_unknown_sources(knowledge, notes)
    notes.problems.raise_if_any()
    if identity is None or schedule is None:
        raise AssertionError("A page that is missing has been recorded as a problem.")
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
        definitions={**shared, **local},
        digest=digest(folder, knowledge_folder),
        folder=folder.as_posix(),
    )


def rule_pages(folder: Path) -> list[Path]:
    """Return the rules' files of a protocol, by family and name."""
    found = folder.glob("*/*.yaml")
    return sorted(
        path for path in found if path.parent.name != DEFINITIONS and not path.name.endswith(CASES)
    )


def definition_pages(folder: Path) -> list[Path]:
    """Return the definitions' files of a protocol or of the shared knowledge.

    They stand in ``definitions/`` or one folder further down, by what they are about.
    """
    inside = folder / DEFINITIONS
    found = (*inside.glob("*.yaml"), *inside.glob("*/*.yaml"))
    return sorted(path for path in found if not path.name.endswith(CASES))


def digest(folder: Path, knowledge_folder: Path) -> str:
    """Return the sha256 of every file that can change an answer, names and contents.

    Cases, sources and prose are left out: they change no answer.
    """
    rules = [folder / PROTOCOL, folder / SCHEDULE, *rule_pages(folder), *definition_pages(folder)]
    known = [
        *definition_pages(knowledge_folder),
        *(knowledge_folder / "concepts").glob("*.yaml"),
        *(knowledge_folder / "drugs").glob("*.yaml"),
    ]
    named = [(f"rules/{path.relative_to(folder).as_posix()}", path) for path in rules]
    named += [
        (f"knowledge/{path.relative_to(knowledge_folder).as_posix()}", path) for path in known
    ]
    total = sha256()
    for name, path in sorted(named):
        content = path.read_bytes()
        total.update(f"{name}\n{len(content)}\n".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def _read(path: Path, notes: Notes) -> Document | None:
    """Return a file's nodes; a file that cannot be read adds its problems to the others'."""
    try:
        return read_yaml(path)
    except BadInput as error:
        notes.problems.include(error.problems)
        return None


def _identity(folder: Path, knowledge: Knowledge, notes: Notes) -> Identity | None:
    document = _read(folder / PROTOCOL, notes)
    return None if document is None else read_identity(document, knowledge, notes)


def _schedule(folder: Path, knowledge: Knowledge, notes: Notes) -> Schedule | None:
    document = _read(folder / SCHEDULE, notes)
    if document is None:
        return None
    return read_schedule(document, f"{folder.name}/{SCHEDULE}", knowledge, notes)


def _rules(folder: Path, notes: Notes) -> tuple[Rule, ...]:
    rules = []
    for path in rule_pages(folder):
        document = _read(path, notes)
        if document is not None:
            family = path.parent.name
            rules.append(read_rule(document, family, f"{folder.name}/{family}/{path.name}", notes))
    return tuple(rules)


def _definitions(folder: Path, owner: str, notes: Notes) -> dict[str, Definition]:
    """Return the definitions of one folder, by id; two of one id are a problem."""
    found: dict[str, Definition] = {}
    for path in definition_pages(folder):
        document = _read(path, notes)
        if document is None:
            continue
        label = f"{owner}/{path.relative_to(folder).as_posix()}"
        definition = read_definition(document, label, notes)
        if definition.id and definition.id != path.stem:
            notes.problems.add(
                _place(document.root, "id"),
                f"This definition is named “{definition.id}” and its file “{path.stem}”.",
                f"Name the file {definition.id}.yaml, or mend the id.",
            )
        if definition.id in found:
            notes.problems.add(
                _place(document.root, "id"),
                f"{found[definition.id].label} also defines “{definition.id}”.",
                "Keep one of them.",
            )
        found[definition.id] = definition
    return found


def _place(root: Node, key: str) -> Node:
    """Return where a key's value stands, or the whole page."""
    return (root.get(key) if isinstance(root, Keys) else None) or root


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
                _place(rule.place, key),
                f"“{rule.action}” is no action of the phase “{strange[0]}”.",
                f"There the actions are {', '.join(ranks[strange[0]])}; "
                "change the phases, the action, or protocol.yaml.",
            )


def _refuse_undeclared_parameters(identity: Identity, notes: Notes) -> None:
    for mention in notes.parameters:
        if mention.name not in identity.parameters:
            near = suggestion(mention.name, identity.parameters)
            notes.problems.add(
                mention.place,
                f"Unknown parameter “{mention.name}”.",
                near or "Declare it in protocol.yaml, with its basis.",
            )


def _refuse_repeated_ids(rules: Iterable[Rule], schedule: Schedule | None, notes: Notes) -> None:
    """Refuse an id that two pages share: people cite a rule by it."""
    seen: dict[str, str] = {} if schedule is None else {schedule.id: schedule.label}
    for rule in rules:
        if rule.id and rule.id in seen and rule.place is not None:
            notes.problems.add(
                _place(rule.place, "id"),
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
