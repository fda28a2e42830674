"""What templates of places, and of rooms above, may say of limits and drawings."""
