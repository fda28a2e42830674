"""Territories: partitions and their versions, localities, weights between them, boundaries.

Nouns: Partition, PartitionVersion, Locality, Parentage, Weights, Drawing, Comparability. Leans on people. Boundaries
and weights are Parquet files (boundaries.py, weights.py); what people say of a place is in the database. Upper rooms
may refuse a locality before it exists (hooks.py).
"""
