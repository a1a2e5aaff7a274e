"""Selection of drivers: step by step, or of all subsets."""
