"""From importance to action: what to change first, and what comes of it."""
