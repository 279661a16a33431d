"""The bundled trial with its cases, read once, and copies of it with something wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from cyclewise.bundled import bundled
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.proof.property import Property
from cyclewise.proof.property_parsing import read_properties
from cyclewise.proof.proving import Prover
from cyclewise.protocol.case_parsing import read_case_files
from cyclewise.protocol.cases import CaseFile
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.rule_parsing import read_rule
from cyclewise.protocol.schedule_parsing import read_schedule

TRIAL = bundled("rules") / "ino-mrd"


@cache
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


def read(folder: Path) -> tuple[Program, tuple[CaseFile, ...]]:
    protocol = read_protocol(folder, bundled("knowledge"), knowledge())
    files = read_case_files(folder, bundled("knowledge"), protocol, knowledge())
    return link(protocol, knowledge()), files


@cache
def trial() -> tuple[Program, tuple[CaseFile, ...]]:
    return read(TRIAL)


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Return a copy of the trial in which one text of a file is another one."""
    copy = folder / TRIAL.name
    shutil.copytree(TRIAL, copy)
    page = copy / file
    text = page.read_text("utf-8")
    assert old in text, f"{file} does not say {old!r}."
    page.write_text(text.replace(old, new), "utf-8")
    return copy


def with_page(folder: Path, file: str) -> Program:
    """Return the trial with one page as a copy says it; all others are not read again.

    A page about the whole protocol is not replaced alone: then everything is read.
    """
    family, notes = Path(file).parent.name, Notes(Problems())
    whole = trial()[0].protocol
    label = f"{folder.name}/{file}"
    if file == "schedule.yaml":
        page = read_schedule(read_yaml(folder / file), label, knowledge(), notes)
        protocol = replace(whole, schedule=page)
    elif any(each.label == label for each in whole.rules):
        rule = read_rule(read_yaml(folder / file), family, label, notes)
        rules = tuple(rule if each.label == label else each for each in whole.rules)
        protocol = replace(whole, rules=rules)
    else:
        protocol = read_protocol(folder, bundled("knowledge"), knowledge())
    notes.problems.raise_if_any()
    return link(protocol, knowledge())


@cache
def trial_prover() -> tuple[Prover, tuple[Property, ...]]:
    """Return the trial's prover and its properties; nobody changes it."""
    return prover(TRIAL)


def prover(folder: Path, file: str = "") -> tuple[Prover, tuple[Property, ...]]:
    """Return a prover of the trial or a copy, and its properties; only ``file`` differs."""
    program, files = trial()
    if folder != TRIAL:
        program, files = (with_page(folder, file), files) if file else read(folder)
    properties = read_properties([folder / "properties.yaml"], program)
    return Prover(program, files, lambda: 600.0), properties
