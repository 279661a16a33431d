"""Invented cohorts: courses of treatment drawn by a seeded generator from a protocol's own page."""
