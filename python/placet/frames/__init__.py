"""How data come in: data frames of any library, vectors, text and categories as they lie in memory."""
