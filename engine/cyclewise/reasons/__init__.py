"""Reasons: what the answer rests on, in a clinician's words, for every renderer alike."""
