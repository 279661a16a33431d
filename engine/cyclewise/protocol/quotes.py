"""Quotes compared with the text they are taken from, letter by letter but for white space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.findings import Finding, error, warning
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Citation
from cyclewise.records import dataclass

_SENTENCE_END = re.compile(r"(?<=[.;:?!])\s+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the page it stands on."""

    citation: Citation
    page: str


def quotes_of(protocol: Protocol) -> tuple[Quoted, ...]:
    """Return every quote of a protocol's own files and of the definitions it uses."""
    pages = [
        (protocol.id, protocol.sources),
        (protocol.id, tuple(figure.source for figure in protocol.published)),
        (protocol.schedule.id, protocol.schedule.sources),
        *((rule.id, rule.sources) for rule in protocol.rules),
        *((each.id, each.sources) for each in protocol.deviations),
        *((each.id, each.sources) for each in protocol.definitions.values()),
    ]
    return tuple(
        Quoted(citation, page)
        for page, citations in pages
        for citation in citations
        if citation.quote
    )


def quote_findings(
    protocol: Protocol,
    knowledge: Knowledge,
    texts: Path | None,
    more: tuple[Quoted, ...] = (),
) -> Iterator[Finding]:
    """Yield each quote that its source's text does not contain, and how many were not checked.

    ``texts`` is the folder with the sources' texts; None where there is none at hand. ``more``
    are quotes of pages that are no rules.
    """
    unchecked = 0
    known: dict[str, str | None] = {}
    for quoted in (*quotes_of(protocol), *more):
        cite = quoted.citation.cite
        if cite not in known:
            known[cite] = _text(cite, knowledge, texts)
        text = known[cite]
        if text is None:
            unchecked += 1
        elif folded(quoted.citation.quote) not in text:
            yield error(
                quoted.citation.place,
                f"This quote does not stand in the text of {cite}.",
                f"The nearest there is: “{nearest(quoted.citation.quote, text)}”",
            )
    if unchecked:
        yield warning(
            f"{protocol.folder or protocol.id}",
            f"{_quotes(unchecked)} not checked: the source's text is not at hand.",
            "Name the folder that holds the texts with --texts to have them compared.",
        )


def _quotes(count: int) -> str:
    return "1 quote was" if count == 1 else f"{count} quotes were"


def _text(cite: str, knowledge: Knowledge, texts: Path | None) -> str | None:
    source = knowledge.sources.get(cite)
    if source is None or not source.text or texts is None:
        return None
    file = texts / source.text
    return folded(file.read_text(encoding="utf-8")) if file.is_file() else None


def folded(text: str) -> str:
    """Return a text with every run of white space made one space."""
    return " ".join(text.split())


def nearest(quote: str, text: str) -> str:
    """Return the sentence of a text that resembles a quote most."""
    wanted = folded(quote)
    sentences = _SENTENCE_END.split(text)

    def likeness(sentence: str) -> float:
        matcher = SequenceMatcher(None, sentence, wanted, autojunk=False)
        return sum(block.size for block in matcher.get_matching_blocks() if block.size > 2)  # noqa: PLR2004 - shorter runs are chance

    return max(sentences, key=likeness)
