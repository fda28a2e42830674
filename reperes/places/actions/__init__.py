"""Verbs of places: bring boundaries, weigh and attach areas (territories), draw wider ones
(drawings, dissolving, publishing), set them beside older ones (comparing), say what they are worth (standings).
"""
