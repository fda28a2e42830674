"""The MRC des Trois-Ruisseaux, which does not exist."""

from reperes.places.actions.boundaries import Tell


def plant(tell: Tell) -> None:
    raise NotImplementedError
