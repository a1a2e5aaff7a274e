"""What a score counts: metrics, which scores are made of and which drivers move."""
