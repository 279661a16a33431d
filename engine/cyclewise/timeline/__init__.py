"""Timelines: one patient's dated events, read from a file, written back, and as columns."""
