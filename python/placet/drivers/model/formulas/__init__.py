"""Formulas: read by a grammar of our own, computed by formulaic, which never sees what a user wrote."""
