"""Path models: constructs that are measured by indicators and act on one another."""
