"""Pages of places: the index and tiles (territories), drawings, limits of a version and of a place (limits)."""
