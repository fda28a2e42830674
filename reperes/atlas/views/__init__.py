"""Pages of the atlas: map, locality, indicator, and the wizard that brings figures."""
