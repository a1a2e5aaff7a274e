"""Regressions and the tables of their results."""
