"""Write indicateurs.md anew from the shipped catalogue: python docs/users/list_indicators.py (a test compares them)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "reperes" / "atlas" / "shipped"
PAGE = HERE / "indicateurs.md"
CENSUSES = ("census-2021", "census-2016")

HEAD = """# Les indicateurs fournis · The indicators that come with the house

{n} indicateurs, en {themes} thèmes. {both} se calculent des profils du recensement de 2021 et de 2016, {one} de
celui de 2021 seulement; pour {own}, on apporte son tableau. Cette page est écrite par
`docs/users/list_indicators.py` : elle dit ce que disent les fichiers de `reperes/atlas/shipped/`, que l’on peut
lire, corriger et compléter.

- Un numéro comme `c1467` est celui d’une caractéristique du profil du recensement; `c1467.women`, sa colonne des
  femmes. Le numérateur et le dénominateur s’additionnent chacun sur tout le territoire, puis l’on divise : jamais
  une moyenne de pourcentages.
- **telle quelle** : publiée pour chaque secteur, elle ne se calcule pas pour un regroupement. **médiane de
  classes** : lue dans les effectifs additionnés, voir [la méthode](../methods/medians.md).
- **100 %** : toute la population a répondu. **25 %** : un ménage sur quatre.
- *F/H* : se donne aussi pour les femmes et pour les hommes.

*{n} indicators. Numerator and denominator are each summed over the whole territory, then divided. “Telle quelle”:
as published, never aggregated. “F/H”: also given for women and for men.*
"""


def themes() -> list[dict[str, Any]]:
    """The files of the catalogue, in the order of their indicators."""
    found = [tomllib.loads(file.read_text(encoding="utf-8")) for file in SHIPPED.glob("*.toml")]
    return sorted(found, key=lambda theme: theme["indicator"][0]["order"])


def page() -> str:
    listed = themes()
    everyone = [one for theme in listed for one in theme["indicator"]]
    lines = [HEAD.format(n=len(everyone), themes=len(listed), **_counts(everyone))]
    for theme in listed:
        first = theme["indicator"][0]
        lines += [f"## {first['theme'].capitalize()} · {first['theme_en'].capitalize()}", ""]
        for one in theme["indicator"]:
            lines += [*_card(one), ""]
    return "\n".join(lines).rstrip() + "\n"


def _counts(everyone: list[dict[str, Any]]) -> dict[str, int]:
    both = sum(all(census in one["formulas"] for census in CENSUSES) for one in everyone)
    own = sum("table" in one["formulas"] for one in everyone)
    return {"both": both, "own": own, "one": len(everyone) - both - own}


def _card(one: dict[str, Any]) -> Iterator[str]:
    yield f"### {one['name']} · {one['name_en']}"
    yield ""
    yield f"{one['definition']} *{one['definition_en']}*"
    yield ""
    form = {"100": "100\u00a0%", "25": "25\u00a0%", "administrative": "dossiers administratifs"}[one["form"]]
    sexes = " · F/H" if one.get("by_sex") else ""
    yield f"- `{one['code']}` · {form}{sexes} · univers\u00a0: {one['universe']}"
    for layout, formula in one["formulas"].items():
        yield f"- {_source(layout, formula)}\u00a0: {_said(formula)}"
    yield f"- À savoir\u00a0: {one['caution']}"


def _source(layout: str, formula: dict[str, Any]) -> str:
    return f"à apporter ({formula['where'].rstrip('.')})" if layout == "table" else f"recensement de {layout[-4:]}"


def _said(formula: dict[str, Any]) -> str:
    if "median" in formula:
        first, last = formula["median"][0], formula["median"][-1]
        return f"médiane de {len(formula['median'])} classes, de `{first[2]}` à `{last[2]}`"
    if "as_is" in formula:
        return f"`{formula['as_is']}`, telle quelle"
    return " / ".join(f"`{formula[part]}`" for part in ("numerator", "denominator") if part in formula)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
