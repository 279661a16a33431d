"""Proof: running the cases of rules, and asking whether they would notice a wrong rule."""
