"""A protocol as its authors wrote it: rules, schedule, definitions, cases."""
