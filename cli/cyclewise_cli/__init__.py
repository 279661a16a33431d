"""Let a person ask the engine from a terminal and read its answer."""
