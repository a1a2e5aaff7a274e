"""Reliability of scales: how consistently items measure one thing."""
