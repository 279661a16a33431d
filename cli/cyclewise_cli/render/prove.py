"""A proof for people: what was proved, and of what was not, the patient who shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cyclewise.proof.exhibit import Exhibit, exhibit

if TYPE_CHECKING:
    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.proof.proving import Finding, Proof

_MOST = 12
_WORDS = {
    "proved": "proved",
    "refuted": "REFUTED",
    "not shown reachable": "not shown reachable",
    "not proved": "NOT PROVED",
}
_WIDTH = max(map(len, _WORDS.values()))


def proof_lines(proof: Proof, knowledge: Knowledge) -> Iterator[str]:
    """Yield a property's result, and below it whatever is not proved."""
    yield f"  {_WORDS[proof.status]:<{_WIDTH}}  {proof.claimed.id}: {proof.claimed.title}"
    open_ = [each for each in proof.findings if each.status != "proved"]
    for each in open_[:_MOST]:
        yield f"      {_told(each)}"
        for shown in exhibits(proof, each, knowledge):
            yield f"      # {shown.name}: cyclewise recommend {shown.name} {shown.asking}"
            yield from (f"      {line}" for line in shown.text.splitlines())
    if len(open_) > _MOST:
        yield f"      and {len(open_) - _MOST} more like these"


def _told(finding: Finding) -> str:
    match finding.status:
        case "not shown reachable":
            return f"{finding.about}: the facts allow it, and no patient was found who shows it"
        case "not proved":
            return f"{finding.about}: the time ran out"
        case _ if finding.patient is None:
            return f"{finding.about}: this happens for no patient"
        case _ if finding.beside is not None:
            return f"{finding.about}: of these two the second is worse off and is held to less"
        case _:
            return f"{finding.about} for this patient:"


def exhibits(proof: Proof, finding: Finding, knowledge: Knowledge) -> tuple[Exhibit, ...]:
    """Return the patients who refute a property as files."""
    if finding.status != "refuted":
        return ()
    shown = [each for each in (finding.patient, finding.beside) if each is not None]
    name = f"PROOF-{proof.claimed.id}"
    named = [name] if len(shown) == 1 else [f"{name}-{number + 1}" for number in range(len(shown))]
    return tuple(
        exhibit(patient, each, knowledge) for patient, each in zip(shown, named, strict=True)
    )


def summary(found: Sequence[Proof]) -> str:
    """Return the last line: how many properties ended how."""
    counts = {word: sum(each.status == word for each in found) for word in _WORDS}
    told = [f"{count} {word}" for word, count in counts.items() if count or word == "proved"]
    return f"  {', '.join(told)}"
