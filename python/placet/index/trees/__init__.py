"""Trees of weighted indicators."""
