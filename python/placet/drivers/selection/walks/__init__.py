"""The walk from model to model, and the models that know all moves at once."""
