"""Verbs of places: bring boundaries (boundaries), weigh and group areas (territories)."""
