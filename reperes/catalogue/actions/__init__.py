"""Every write of the repertoire, split by noun."""
