"""How are we doing? Scores by segment and wave, weighted, with intervals."""
