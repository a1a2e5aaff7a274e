"""Fuzzy comprehensive evaluation: how far every node of a tree belongs to every grade."""
