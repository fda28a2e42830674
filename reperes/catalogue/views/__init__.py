"""Pages of the repertoire, one module a noun."""
