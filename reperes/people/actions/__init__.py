"""Every write of this room, split by noun."""
