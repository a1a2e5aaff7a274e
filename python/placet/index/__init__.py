"""What is the whole? Indexes of weighted indicators."""
