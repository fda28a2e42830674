"""Page to paper and files: tagged PDF, spreadsheets. No domain words. Leans on core."""
