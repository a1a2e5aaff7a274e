"""Results of indexes."""
