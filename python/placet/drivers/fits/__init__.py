"""Fitted models of all segments."""
