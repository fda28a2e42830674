"""Reads of the repertoire, one module a page."""
