"""The hall: home page, search across rooms, shell templates and styles. No tables. Leans on every room."""
