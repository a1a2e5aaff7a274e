"""Results of scores."""
