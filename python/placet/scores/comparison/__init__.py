"""Which scores differ."""
