"""Ten small areas in two territories, with the people and scores of T3, and indices of them."""

from reperes.atlas import indices
from reperes.atlas.models import Composite

CODES = [f"{n:02d}" for n in range(1, 11)]
PEOPLE = [500, 700, 400, 600, 550, 450, 650, 500, 300, 350]  # T3
SCORES = [-1.2, -0.9, -0.4, -0.1, 0, 0.2, 0.5, 0.9, 1.3, 2.0]
GROUPS = [(code, "a" if n < 4 else "b", 1.0) for n, code in enumerate(CODES)]
SOURCE = {"title": "Recensement", "publisher": "Statistique Canada", "licence": "Licence ouverte"}


def z_sum(*names, **more):
    ingredients = [{"name": name} for name in names]
    return {"kind": "index", "recipe": {"method": "z_sum", "ingredients": ingredients} | more}


def an_index(code, meant, **fields):
    return Composite.objects.create(
        code=code, name=code.capitalize(), recipe=indices.as_data(indices.read(meant)), **fields
    )
