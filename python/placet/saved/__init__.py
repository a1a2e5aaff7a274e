"""Statistics that are kept, merged and read again: counts and moments by the labels of their segments."""
