"""Every write of the atlas: editions.py builds and publishes figures, deliveries.py carries files to them."""
