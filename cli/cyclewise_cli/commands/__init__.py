"""One file a command: what it takes, what it asks the engine, what it hands to a renderer."""
