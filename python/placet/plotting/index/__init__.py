"""Pictures of indexes."""
