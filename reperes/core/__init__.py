"""Access, refusals, text: what every room needs and no room owns. No tables, no domain words. Leans on nothing."""
