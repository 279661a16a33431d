"""The bundled trial with its cases, read once, and copies of it with something wrong."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from cyclewise.bundled import bundled
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.proof.property import Property
from cyclewise.proof.property_parsing import read_properties
from cyclewise.proof.proving import Prover
from cyclewise.protocol.case_parsing import read_case_files
from cyclewise.protocol.cases import CaseFile
from cyclewise.protocol.parsing import read_protocol

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


def prover(folder: Path = TRIAL) -> tuple[Prover, tuple[Property, ...]]:
    program, files = trial() if folder == TRIAL else read(folder)
    properties = read_properties([folder / "properties.yaml"], program)
    return Prover(program, files, lambda: 600.0), properties
