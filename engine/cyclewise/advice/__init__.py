"""Advice: the one recommendation, its dose, its dates, and what is missing."""
