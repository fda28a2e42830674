"""The read API: one file a noun, `house.py` for what they share, `shapes.py` for what they answer."""
