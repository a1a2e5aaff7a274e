"""Path models of constructs and their indicators, by partial least squares."""
