"""How sure coefficients are: covariances of every kind, for any fitted model."""
