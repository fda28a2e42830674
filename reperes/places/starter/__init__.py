"""What the first start plants: Montréal where its open data is at hand, else a county that does not exist."""
