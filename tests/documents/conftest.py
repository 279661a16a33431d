"""Every document is read by both of PyYAML's parsers: libyaml's and the pure one."""

import pytest
import yaml

from cyclewise.documents import tree


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    parser = yaml.CLoader if request.param == "libyaml" else yaml.Loader
    monkeypatch.setattr(tree, "_PARSER", parser)
    return str(request.param)
