"""How an audit is said: its glance, its header and footer, its deviations in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cyclewise.audit.deviation import Deviation
from cyclewise.audit.deviation_rows import consequence_words
from cyclewise.audit.overview import Share
from cyclewise.reasons.numbers import plural
from cyclewise.values.calendar import day_text
from cyclewise_cli.audited import Audit
from cyclewise_cli.render.left_out import left_out_lines, noticed_lines

CAUSES = {
    "known and ignored": "what spoke against it was on record and known that day",
    "not there": "what decides it had not been done",
    "result late": "right by results that came in later than it",
    "rule changed": "right by the numbers of an earlier version of the protocol",
    "amendment not yet in force": "right by the numbers of an amendment that came into force later",
}
"""What each cause means."""

FLAGS = "!1 marks an important deviation, ~2 a minor one, on its day."

_MOST = 3

Line = tuple[str, str]
"""A label, and what stands beside it."""


def glance(audit: Audit) -> tuple[Line, ...]:
    """Return what is read first; the first line has no label."""
    return tuple(_glance(audit))


def _glance(audit: Audit) -> Iterator[Line]:
    findings, whole = audit.findings, audit.overview.all
    yield "", _first(audit)
    if whole.important:
        part = f"in {_part(whole.troubled, findings.patients)}; "
        yield "important", f"{part * (audit.patient is None)}{_most(audit)}"
    yield "checked", _bill(audit)
    if findings.late:
        yield "late results", late_words(len(findings.late))
    if findings.set_aside:
        aside = plural(len(findings.set_aside), "patient")
        yield "set aside", f"{aside} with a mistake on record, in no figure; listed at the end"


def _first(audit: Audit) -> str:
    """Return how many deviations there are, and in how many patients."""
    whole, after = audit.overview.all, audit.overview.following
    found = _each(whole) if whole.total else "No deviation"
    if not audit.findings.decisions:
        found = "Nothing to judge"
    more = f"; {after:,} more follow{'s' * (after == 1)} from them" if after else ""
    if audit.patient is not None:
        return f"{found} of {audit.patient.patient}{more}"
    part = f"{whole.patients:,} of " if whole.total else ""
    return f"{found} in {part}{plural(audit.findings.patients, 'patient')}{more}"


def _each(share: Share) -> str:
    kinds = ((share.important, "important"), (share.minor, "minor"))
    told = " and ".join(f"{number:,} {word}" for number, word in kinds if number)
    return f"{told} deviation{'s' * (share.total != 1)}"


def _part(count: int, of: int) -> str:
    return f"{plural(count, 'patient')} ({count / of:.1%})".replace("%)", " %)")


def _most(audit: Audit) -> str:
    titles = {page.id: page.title for page in audit.pages}
    shares = [each for each in audit.overview.by_rule if each.important]
    shares.sort(key=lambda each: -each.important)
    told = [f"{titles[each.name]} ({each.name}, {each.important:,}×)" for each in shares[:_MOST]]
    if len(shares) > _MOST:
        told.append(f"and {plural(len(shares) - _MOST, 'other kind')}")
    often = "most often: " if audit.patient is None else ""
    return f"{often}{'; '.join(told)}"


def _bill(audit: Audit) -> str:
    """Return what was checked, in sums over all pages."""
    findings, bill = audit.findings, audit.findings.checked
    judged = sum(each.judged for each in bill)
    right = sum(each.right for each in bill)
    excused = sum(each.excused for each in bill)
    open_ = sum(each.unjudged for each in bill)
    told = (
        f"{plural(judged, 'check')} at {plural(findings.decisions, 'decision point')}: "
        f"{right:,} right, {excused:,} excused, {open_:,} could not be judged"
    )
    wanting: Counter[str] = Counter()
    for each in bill:
        wanting.update(each.unjudged_for)
    names = ", ".join(name for name, _ in wanting.most_common(_MOST))
    return f"{told}, mostly for want of {names}" if names else told


def late_words(count: int) -> str:
    """Return what results that came late mean for so many doses."""
    was = "was" if count == 1 else "were"
    return (
        f"{plural(count, 'dose')} {was} right by what was known that day, and would not be by what "
        "came later; this blames nobody"
    )


def header_lines(audit: Audit) -> tuple[str, ...]:
    """Return the lines that say what was audited, and by which rules."""
    protocol, told = audit.auditor.program.protocol, audit.told
    identity = ", ".join(each for each in (protocol.registry, protocol.id) if each)
    lines = (
        told.note.strip(),
        "Synthetic. No real patient." if told.synthetic else "",
        f"{protocol.title} ({identity} {protocol.version}, rules {protocol.digest[:19]})",
    )
    return tuple(line for line in lines if line)


def footer_lines(audit: Audit) -> tuple[str, ...]:
    """Return the lines that say what was left out of the audit."""
    findings = audit.findings
    left_out = left_out_lines(audit.told.ignored, findings.set_aside)
    return (*noticed_lines(findings.repeated, findings.disagreeing), *left_out)


def particulars(each: Deviation) -> Iterator[Line]:
    """Yield all that is said of one deviation, with its labels."""
    yield "expected", each.expected
    yield "seen", each.observed
    yield "cause", f"{each.cause}: {CAUSES[each.cause]}"
    yield "matters", f"{each.importance}: {' '.join(each.reason.split())}"
    if each.follows is not None:
        yield "follows from", f"{each.follows.rule} of {day_text(each.follows.date)}"
    if each.consequences:
        yield "after it", consequence_words(each)


def seen_words(each: Deviation) -> str:
    """Return in one line what was seen, what was expected, and what hangs on it."""
    parts = [each.observed, f"Expected: {each.expected}"]
    if each.follows is not None:
        parts.append(f"Follows from {each.follows.rule} of {day_text(each.follows.date)}.")
    if each.consequences:
        parts.append(f"After it: {consequence_words(each)}.")
    return " ".join(parts)


def counted_words(counts: Mapping[str, int]) -> str:
    """Return counts by name, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{name} ({number:,})" for name, number in ordered)
