"""Which drivers matter, and how much."""
