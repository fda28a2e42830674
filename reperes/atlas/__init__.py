"""Indicators, cells, editions, maps; the only door to the columnar engine.

Nouns: Source, Indicator, Edition, Cell. Leans on places. Cells are Parquet files read through warehouse.py.
"""
