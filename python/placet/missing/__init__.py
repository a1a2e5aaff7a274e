"""What stands for answers that nobody gave: moments of incomplete answers, and completed data sets."""
