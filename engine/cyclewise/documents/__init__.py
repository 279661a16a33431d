"""Documents: YAML and JSON files with the place of every word, and what is wrong with them."""
