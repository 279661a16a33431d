"""Audit: where a treatment left its protocol, how much it matters, and what made it possible."""
