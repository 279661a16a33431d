"""Read a patient's timeline against a protocol's rules, and say what is due next and why."""
