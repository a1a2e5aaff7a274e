"""Results of regressions, importance and selection."""
