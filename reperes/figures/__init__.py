"""Arithmetic in plain Python and NumPy: shares, intervals, class breaks.

No Django, no database, no clock. Leans on nothing.
"""
