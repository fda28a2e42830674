"""What leaves for other programs: read API, downloads, catalogue of data sets, features for a GIS.

Owns no noun: it says those of the atlas and of places again, in the forms other programs read. Leans on atlas, places.
Every door shows published editions only, and a hidden value as null with its status, to everyone alike.
"""
