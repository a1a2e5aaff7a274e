"""Pictures of regressions, importance and selection."""
