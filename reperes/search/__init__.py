"""French full-text search over public things, with facets.

One index a node, fed from the journal; the database is the truth.

Nouns: Document, Source, Hit, Results. Leans on journal.
"""
