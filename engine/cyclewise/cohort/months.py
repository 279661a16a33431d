"""Months as survival is told in: 30.4375 days each, a twelfth of a year."""

from __future__ import annotations

DAYS_A_MONTH = 30.4375


def days_of(months: int) -> float:
    """Return months in days."""
    return months * DAYS_A_MONTH


def months_of(days: float | None) -> float | None:
    """Return days in months, None for none."""
    return None if days is None else days / DAYS_A_MONTH
