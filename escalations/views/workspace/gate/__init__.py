"""Opening an ICM in five steps, each on an address of its own, kept as a draft at each (R31 to R34)."""
