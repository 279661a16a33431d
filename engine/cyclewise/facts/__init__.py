"""Facts: what the timeline says at a decision point, with evidence or the reason why not."""
