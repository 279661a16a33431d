"""What became of a cohort: endpoints by declared definitions, with the statistics of a trial."""
