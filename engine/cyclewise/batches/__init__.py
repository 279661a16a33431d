"""Whole cohorts: the kernel run over chunks of patients, on every core, with flat memory."""
