"""Request → answer: pages of the data, files, the catalogue for other catalogues."""
