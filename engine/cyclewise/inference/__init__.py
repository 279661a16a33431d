"""Inference: from truths to the action that stands, by two engines that must agree."""
