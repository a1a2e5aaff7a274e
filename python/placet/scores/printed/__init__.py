"""Tables that somebody printed: checked, completed, compared."""
