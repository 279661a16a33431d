"""The sections of a rule book in their order: for the meeting first, page by page after it."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.cohort.page_english import bases, page_english
from cyclewise.facts.program import Program
from cyclewise.protocol.english import Line
from cyclewise.protocol.rule import PHASES, Citation, Phase, Rule
from cyclewise.reasons.explanation import PHASE_WORDS
from cyclewise.reasons.numbers import plural, said
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.book import NOTICE, Book, Section, Table
from cyclewise_cli.render.book_pages import deviations_of, facts_of, rules_of, schedule_of
from cyclewise_cli.render.ladder_svg import ladder_svg

_PLACES = 4
"""Empty lines for those who sign."""


def sections_of(book: Book) -> Iterator[Section]:
    """Yield the book from the signatures to the sources."""
    yield _signatures(book)
    yield _flow(book)
    yield from schedule_of(book)
    yield from rules_of(book)
    yield _parameters(book)
    yield from _publication(book)
    yield _questions(book)
    yield _proofs(book)
    yield _coverage(book)
    yield from deviations_of(book)
    yield from _endpoints(book)
    yield from facts_of(book)
    yield _sources(book)


def _signatures(book: Book) -> Section:
    empty = tuple(("", "", "", "") for _ in range(_PLACES))
    drafts = sum(each.status == "draft" for each in book.program.protocol.rules)
    told = f"{plural(drafts, 'rule')} of {len(book.program.protocol.rules)} are drafts."
    lines = (Line("applies", 0, f"{NOTICE} {told}"),)
    head = ("name", "function", "date", "signature")
    return Section("signatures", "Reviewed by", lines=lines, table=Table(head, empty))


def _flow(book: Book) -> Section:
    protocol = book.program.protocol
    asking = {
        phase: [
            (action, sorted(rule.id for rule in protocol.acting if _asks(rule, action, phase)))
            for action in protocol.ranks[phase]
        ]
        for phase in PHASES
    }
    rows = tuple(
        (PHASE_WORDS[phase], action, ", ".join(rules) or "what stands where no rule asks")
        for phase, actions in asking.items()
        for action, rules in actions
    )
    unknown = (
        "Where a stronger action cannot be excluded, and it or the certain one gives the drug, "
        "the answer is “insufficient-data”: what is unknown is never passed over."
    )
    told = ("In each phase an action overrules every one below it.", unknown)
    lines = tuple(Line("applies", 0, each) for each in told)
    drawn = {PHASE_WORDS[phase]: actions for phase, actions in asking.items()}
    head = ("phase", "action", "asked for by")
    return Section(
        "flow", "What overrules what", lines=lines, table=Table(head, rows),
        picture=ladder_svg(drawn),
    )  # fmt: skip


def _asks(rule: Rule, action: str, phase: Phase) -> bool:
    return rule.action == action and phase in rule.phases


def _parameters(book: Book) -> Section:
    protocol = book.program.protocol
    rows = tuple(
        (each.name, said(each.text), each.basis, each.because)
        for each in protocol.parameters.values()
    )
    amended = tuple(
        Line("condition", 0, f"From {day_words(each.day)}: {each.title} ("
             + ", ".join(f"{name}: {text}" for name, text in each.values.items()) + ")")
        for each in protocol.amendments
    )  # fmt: skip
    lines = amended or (Line("applies", 0, "No amendment is in these rules."),)
    head = ("parameter", "value", "basis", "why")
    return Section("parameters", "Parameters and amendments", 2, lines, Table(head, rows))


def _publication(book: Book) -> Iterator[Section]:
    if book.publication is None:
        return
    rows = tuple(
        (each.text, ", ".join(each.carried) or f"No page: {each.because}")
        for each in book.publication.sentences
    )
    none = sum(not each.carried for each in book.publication.sentences)
    source = book.program.knowledge.sources[book.publication.cite]
    lines = (
        Line("applies", 0, f"{source.title}. {source.citation}"),
        Line("applies", 0, f"{none} of {len(rows)} sentences are carried by no page."),
    )
    head = ("what is printed", "carried by")
    yield Section("publication", "What the publication says", 2, lines, Table(head, rows))


def _questions(book: Book) -> Section:
    mine = book.program.protocol.id
    rows = tuple(
        (each.question, each.why, each.handled, ", ".join(sorted(each.rules[mine])))
        for each in book.program.knowledge.open_questions
        if each.rules.get(mine)
    )
    if not rows:
        lines = (Line("applies", 0, "No question is on record for this protocol."),)
        return Section("questions", "Open questions", lines=lines)
    head = ("question", "why it is open", "what the rules do meanwhile", "rules")
    return Section("questions", "Open questions", table=Table(head, rows))


def _proofs(book: Book) -> Section:
    proofs = book.checked.proofs
    if proofs is None:
        lines = (Line("applies", 0, f"Nothing is proved here: {book.checked.unproved}"),)
        return Section("proofs", "What is proved for every patient", lines=lines)
    rows = tuple((each.claimed.id, each.claimed.title, each.status) for each in proofs)
    proved = sum(each.status == "proved" for each in proofs)
    lines = (Line("applies", 0, f"{proved} of {len(proofs)} properties are proved."),)
    head = ("property", "what holds", "result")
    return Section("proofs", "What is proved for every patient", 2, lines, Table(head, rows))


def _coverage(book: Book) -> Section:
    told = book.checked.coverage
    shown = sum(each.shown for each in told)
    missing = sum(len(each.missing) for each in told)
    rows = tuple(
        (each.subject.id, str(each.shown), str(len(each.missing))) for each in told if each.missing
    )
    said = f"The cases show {shown} of {shown + missing} outcomes of criteria."
    if not rows:
        return Section("coverage", "What the cases show", 2, (Line("applies", 0, said),))
    lines = (Line("applies", 0, f"{said} Pages with something left:"),)
    head = ("page", "shown", "not shown")
    return Section("coverage", "What the cases show", 2, lines, Table(head, rows))


def _endpoints(book: Book) -> Iterator[Section]:
    if book.study is None:
        return
    rows = tuple(
        (page.title, what, how, ", ".join(bases(page)))
        for page in book.study.pages.values()
        for what, how in page_english(page, book.study)
    )
    head = ("page", "what is counted", "how", "basis")
    yield Section("endpoints", "Endpoints", table=Table(head, rows))


def _sources(book: Book) -> Section:
    cited = _cites(book.program)
    rows = tuple(
        (each.id, each.title, each.citation, each.read)
        for each in book.program.knowledge.sources.values()
        if each.id in cited
    )
    head = ("source", "title", "citation", "read")
    return Section("sources", "Sources", table=Table(head, rows))


def _cites(program: Program) -> set[str]:
    """Return every source that a page of the protocol cites."""
    protocol = program.protocol
    cited: list[Citation] = [*protocol.sources, *protocol.schedule.sources]
    for rule in protocol.rules:
        cited += rule.sources
    for deviation in protocol.deviations:
        cited += deviation.sources
    for definition in protocol.definitions.values():
        cited += definition.sources
    return {each.cite for each in cited} | {each.cite for each in protocol.parameters.values()}
