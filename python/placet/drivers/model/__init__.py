"""What a call asks to be fitted: terms, columns, the outcome, the moments of these."""
