"""The rows of CTCAE as a plain table, written from the clinical facts and not from the pages.

Everything in it is a whole number of hundredths, so that no boundary depends on arithmetic with
fractions.
"""

from __future__ import annotations

from collections.abc import Sequence

# Grade 1 to 4 begins above so many hundredths of the upper limit (baseline normal).
OVER_LIMIT = {
    "bilirubin": (100, 150, 300, 1000),
    "alt": (100, 300, 500, 2000),
    "ast": (100, 300, 500, 2000),
    "ggt": (100, 250, 500, 2000),
    "alp": (100, 250, 500, 2000),
}
# The same over an abnormal baseline; grade 1 begins at the number where "from" is true.
OVER_BASELINE = {
    ("bilirubin", "v5"): (100, False, 150, 300, 1000),
    ("bilirubin", "v6"): (100, True, 150, 250, 1000),
    ("alt", "v5"): (150, True, 300, 500, 2000),
    ("alt", "v6"): (100, True, 150, 200, 400),
    ("ast", "v5"): (150, True, 300, 500, 2000),
    ("ast", "v6"): (100, True, 150, 200, 400),
    ("ggt", "v5"): (200, True, 250, 500, 2000),
    ("ggt", "v6"): (100, True, 150, 300, 1000),
    ("alp", "v5"): (200, True, 250, 500, 2000),
}
# Grades 2, 3 and 4 begin below so many hundredths; grade 1 below the lower limit of normal.
BELOW = {
    ("platelets", "v5"): (7500, 5000, 2500),
    ("platelets", "v6"): (7500, 5000, 1000),
    ("anc", "v5"): (150, 100, 50),
    ("white_cells", "v5"): (300, 200, 100),
    ("white_cells", "v6"): (300, 200, 100),
    ("lymphocytes", "v5"): (80, 50, 20),
    ("lymphocytes", "v6"): (80, 50, 20),
    ("haemoglobin", "v5"): (1000, 800),
    ("haemoglobin", "v6"): (1000, 800),
    ("albumin", "v5"): (300, 200),
    ("albumin", "v6"): (300, 200),
}
ANC_V6 = (150, 100, 50, 10)


def steps(value: int, ends: Sequence[int]) -> int:
    return sum(value > end for end in ends)


def over_limit_or_baseline(
    item: str, version: str, value: int, limit: int, baseline: int | None
) -> int:
    """Grade a value by its limit, or by its baseline where that was above the limit."""
    abnormal = baseline is not None and baseline > limit
    if item == "alp" and version == "v6":
        return int(baseline is not None and value > limit and value > baseline)
    if baseline is None or not abnormal:
        return steps(100 * value, [end * limit for end in OVER_LIMIT[item]])
    first, inclusive, *higher = OVER_BASELINE[item, version]
    begins = 100 * value >= first * baseline if inclusive else 100 * value > first * baseline
    if value <= limit or not begins:
        return 0
    return 1 + steps(100 * value, [end * baseline for end in higher])


def below_limits(item: str, version: str, value: int, lower: int) -> int:
    if (item, version) == ("anc", "v6"):
        return sum(value < end for end in ANC_V6)
    ends = BELOW[item, version]
    lowest = sum(value < end for end in ends)
    return lowest + 1 if lowest else int(value < lower)


def creatinine(version: str, value: int, limit: int, lower: int, baseline: int) -> int:
    counts = version == "v5" or baseline < lower
    for grade, times in ((3, 300), (2, 150)):
        if grade == 3 and 100 * value > 600 * limit:
            return 4
        over_baseline = counts and 100 * value > times * baseline
        if 100 * value > times * limit or over_baseline:
            return grade
    return int(value > limit)


def pancreas(item: str, version: str, value: int, limit: int, symptoms: str) -> int:
    hundredths = 100 * value
    felt = symptoms != "none"
    if hundredths > 500 * limit:
        return 4 if felt else 3
    begins = 300 if (item, version) == ("lipase", "v6") else 200
    if (item, version) == ("amylase", "v6"):
        felt = symptoms in ("moderate", "severe")
    if hundredths > begins * limit and felt:
        return 3
    return steps(hundredths, [100 * limit, 150 * limit])


def inr(value: int, baseline: int | None) -> int:
    if baseline is None:
        return steps(value, [120, 150, 250])
    return steps(100 * value, [100 * baseline, 150 * baseline, 250 * baseline])


def qtc(version: str, value: int, baseline: int) -> int:
    """Grade tenths of a millisecond."""
    if value - baseline > 600 or value >= 5010 or (version == "v6" and value > 5000):
        return 3
    return (value >= 4500) + (value >= 4810)
