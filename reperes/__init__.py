"""Repères: the rooms of one house. Each folder is a room; its docstring is its door plate."""
