"""Survey files: what is read does not depend on which data frame library is installed."""
