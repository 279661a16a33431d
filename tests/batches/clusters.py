"""The engines for many machines, each left out of a test where it is not installed."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

WORKERS = 2

DASK = pytest.param(
    "dask",
    marks=pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None, reason="Dask is not installed here"
    ),
)
SPARK = pytest.param(
    "spark",
    marks=pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="Spark, or the Java it runs on, is not installed here",
    ),
)
