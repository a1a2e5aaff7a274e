"""Scores over time: tracked, and what a change is made of."""
