"""The two files a rule author begins with: a rule and its cases, every heading in its order."""

from __future__ import annotations

import re
from pathlib import Path

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise.protocol.folder import PROTOCOL, rule_pages

_ACTIONS = {"hold": "withhold", "stop": "discontinue", "response": "complete"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = re.compile(r"^(?:id|rule):\s*([A-Z]{3})-(\d{3})", re.MULTILINE)

_WHEN = """\
when:
  fact: WHICH FACT                # an id from knowledge/concepts or knowledge/definitions
  is: present                     # or at_least, above, at_most, below, one_of

then: {action}
"""
_REQUIRES = """\
requires:
  fact: WHICH FACT                # an id from knowledge/concepts or knowledge/definitions
  is: present                     # or at_least, above, at_most, below, one_of
otherwise: ineligible

"""
_RULE = """\
id: {id}
title: WHAT IS TRUE WHEN THIS RULE IS MET
status: draft                     # until a clinician has signed; every answer says so
phases: [{phases}]

{condition}summary: WHAT TO DO, IN ONE SENTENCE OF LESS THAN 140 CHARACTERS.
urgency: before next dose         # or now, routine

sources:
  - cite: WHICH SOURCE            # an id from knowledge/sources
    supports: [WHICH FACT]
    basis: found                  # or owner, proxy, recalled, derived, assumed
    quote: THE SENTENCE AS PRINTED

assumptions: []                   # what nobody published, each with name, text and basis
limits: []                        # what this rule does not judge, a sentence each
reviews: []                       # name, role and date of each clinician who signed
"""
_CASES = """\
rule: {id}
as_of: 2024-03-01

patient: []                       # the events every case starts from

cases:                            # at each limit, just beyond it, and with the fact missing
  - name: WHAT MAKES IT MET
    expect: met
  - name: WHAT MAKES IT NOT MET
    expect: not met
  - name: WITHOUT A RECORD
    expect: unknown
"""


def write_rule(folder: Path, family: str, name: str) -> tuple[Path, Path]:
    """Write a rule and its cases with the next free id; raise BadInput where that cannot be."""
    _refuse(folder, family, name)
    rule, cases = folder / family / f"{name}.yaml", folder / family / f"{name}.cases.yaml"
    for file in (rule, cases):
        if file.exists():
            message = "There is such a rule already, and it is left as it is."
            raise BadInput([problem_at(file.as_posix(), message, "Choose another name.")])
    id_ = next_id(folder, prefixes(folder)[family])
    requirement = family == "eligibility"
    condition = _REQUIRES if requirement else _WHEN.format(action=_ACTIONS.get(family, "alert"))
    phases = "before" if requirement else "on"
    rule.parent.mkdir(exist_ok=True)
    rule.write_text(_RULE.format(id=id_, phases=phases, condition=condition), encoding="utf-8")
    cases.write_text(_CASES.format(id=id_), encoding="utf-8")
    return rule, cases


def prefixes(folder: Path) -> dict[str, str]:
    """Return the families of rules with the letters of their ids, from the rules there are."""
    found: dict[str, str] = {}
    for page in (*rule_pages(folder), *bundled("rules").glob("*/*/*.yaml")):
        match = _ID.search(page.read_text(encoding="utf-8"))
        if match is not None:
            found.setdefault(page.parent.name, match[1])
    return dict(sorted(found.items()))


def next_id(folder: Path, prefix: str) -> str:
    """Return the id after the highest one of a prefix; ids are never used again."""
    taken = [
        int(number)
        for file in folder.glob("*/*.yaml")
        for letters, number in _ID.findall(file.read_text(encoding="utf-8"))
        if letters == prefix
    ]
    return f"{prefix}-{max(taken, default=0) + 1:03}"


def _refuse(folder: Path, family: str, name: str) -> None:
    if not (folder / PROTOCOL).is_file():
        message = "This is no folder of a protocol: it has no protocol.yaml."
        raise BadInput([problem_at(folder.as_posix(), message, "Name the protocol's own folder.")])
    families = prefixes(folder)
    if family not in families:
        near = suggestion(family, families)
        message = f"“{family}” is no family of rules.{' ' * bool(near)}{near}"
        raise BadInput([problem_at("FAMILY", message, f"There are: {', '.join(families)}.")])
    if not _NAME.fullmatch(name):
        message = f"“{name}” is no name for a rule's file."
        remedy = "Use small letters and digits, with hyphens between words."
        raise BadInput([problem_at("NAME", message, remedy)])
