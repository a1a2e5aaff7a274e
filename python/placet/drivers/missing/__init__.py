"""What is done about missing answers, once for all that rests on it."""
