"""How the house is wired: settings, addresses, the server's entry. No domain words."""
