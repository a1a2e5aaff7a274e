"""From answers to scores: what is counted, how it varies, its interval."""
