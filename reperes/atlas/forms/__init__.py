"""What a person brings and says about a delivery: files, how they read, what they mean."""
