"""Reads for one page each: editions, map, locality, indicator. Frozen results; never writes."""
