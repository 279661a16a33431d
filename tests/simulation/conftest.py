"""Give the tests of simulation the bundled protocol and its page."""

import pytest

from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise_cli.protocols import knowledge, linked


@pytest.fixture(scope="session")
def program() -> Program:
    return linked(bundled("rules") / "ino-mrd", knowledge())


@pytest.fixture(scope="session")
def page(program: Program) -> Simulation:
    return read_simulation(program)
