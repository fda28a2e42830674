"""Verbs of places: bring boundaries, weigh and attach areas (territories), draw wider ones (dissolving)."""
