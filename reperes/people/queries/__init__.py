"""Reads of this room, split by page."""
