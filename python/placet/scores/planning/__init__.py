"""What a survey must be to answer its question: the arithmetic under `sample_size` and `power`."""
