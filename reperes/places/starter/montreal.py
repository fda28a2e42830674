"""Montréal from open data: census tracts of 2021, sociological neighbourhoods and their tables, boroughs and cities."""

import csv
from pathlib import Path
from typing import Any

import pyogrio
from django.db import transaction
from django.utils.translation import gettext as _

from reperes.journal.actions import record
from reperes.people.models import Collective
from reperes.places import queries
from reperes.places.actions import boundaries, dissolving, standings, territories
from reperes.places.actions.boundaries import Tell
from reperes.places.models import Locality, Parentage, Partition, PartitionVersion, Weights

TRACTS = Path("statcan-ct-montreal-2021/ct_montreal_2021.geojson")
COUNTS = Path("statcan-ct-montreal-2021/ct_montreal_2021_indicators.csv")
NEIGHBOURHOODS = Path("montreal-quartiers/quartiers_sociologiques_2014.geojson")
BOROUGHS = Path("montreal-quartiers/limites_administratives.geojson")
NEEDED = (TRACTS, COUNTS, NEIGHBOURHOODS, BOROUGHS)

NO_TABLE = "Pas de table"  # a value of the file, not an organisation
MISSPELLED = {"12": "Montréal-Nord"}  # « Montr´al-Nord » in the source
BOROUGH = "REM"  # codes of the 19 boroughs begin so; the 15 linked cities bear their own municipal code
CITY: dict[str, Any] = {"publisher": "Ville de Montréal", "licence": "CC BY 4.0"}
STATCAN: dict[str, Any] = {
    "publisher": "Statistique Canada",
    "publisher_en": "Statistics Canada",
    "licence": "Licence ouverte de Statistique Canada",
    "licence_en": "Statistics Canada Open Licence",
}

PARTITIONS: dict[str, dict[str, Any]] = {
    "secteurs-2021": STATCAN
    | {
        "name": "Secteurs de recensement de la région de Montréal",
        "name_en": "Census tracts of the Montréal area",
        "level": Partition.Level.SMALL_AREA,
    },
    "quartiers-sociologiques": CITY
    | {
        "name": "Quartiers sociologiques de Montréal",
        "name_en": "Sociological neighbourhoods of Montréal",
        "level": Partition.Level.LOCALITY,
    },
    "arrondissements-villes": CITY
    | {
        "name": "Arrondissements et villes liées de l’île de Montréal",
        "name_en": "Boroughs and linked cities of the island of Montréal",
        "level": Partition.Level.ADMINISTRATIVE,
    },
    "ville-montreal": CITY
    | {"name": "Ville de Montréal", "name_en": "City of Montréal", "level": Partition.Level.REGION},
    "agglomeration-montreal": CITY
    | {
        "name": "Agglomération de Montréal",
        "name_en": "Urban agglomeration of Montréal",
        "level": Partition.Level.REGION,
    },
    "rmr-montreal": STATCAN
    | {
        "name": "Région métropolitaine de recensement de Montréal",
        "name_en": "Montréal census metropolitan area",
        "level": Partition.Level.REGION,
    },
}


def is_at_hand(folder: Path) -> bool:
    return all((folder / file).is_file() for file in NEEDED)


def plant(folder: Path, tell: Tell) -> None:
    """Six partitions, their weights, their places and who lies in whom. Planting again changes nothing."""
    tracts, neighbourhoods, boroughs = _imported(folder, tell)
    tell(_("Ville, agglomération et région métropolitaine"))
    city, island, metropolis = _drawn(tracts, boroughs)
    if not tracts.headcounts.exists():
        standings.keep_people(tracts, _populations(folder), by=None, source="Statistique Canada, Recensement de 2021")
    tell(_("Poids des secteurs de recensement"))
    _weighed(tracts, neighbourhoods, boroughs, (city, island))
    tell(_("Pages des quartiers, arrondissements et villes"))
    tables = _tables(folder, {area.code: area.name for area in queries.areas(neighbourhoods)})
    for version in (neighbourhoods, boroughs, city, island, metropolis):
        territories.group(
            version,
            by=None,
            collectives=tables if version == neighbourhoods else {},
            standing=Locality.Standing.PUBLISHED,
        )
    _attached([neighbourhoods, boroughs, city, island, metropolis], _populations(folder))


def _imported(folder: Path, tell: Tell) -> tuple[PartitionVersion, PartitionVersion, PartitionVersion]:
    def bring(code: str, file: Path, vintage: str, **columns: Any) -> PartitionVersion:
        partition = {"code": code} | PARTITIONS[code]
        return boundaries.import_boundaries(folder / file, by=None, partition=partition, vintage=vintage, **columns)

    tell(_("Limites : 1 004 secteurs de recensement de 2021"))
    tracts = bring("secteurs-2021", TRACTS, "2021", code_column="CTUID", name_column="CTNAME", land_column="LANDAREA")
    tell(_("Limites : 32 quartiers sociologiques"))
    neighbourhoods = bring(
        "quartiers-sociologiques",
        NEIGHBOURHOODS,
        "2014",
        code_column="id",
        name_column="Q_socio",
        corrections=MISSPELLED,
    )
    tell(_("Limites : 34 arrondissements et villes liées"))
    boroughs = bring(
        "arrondissements-villes", BOROUGHS, "n. d.", code_column="CODEMAMROT", name_column="NOM"
    )  # the file does not tell its year, and neither do we: “non daté”, “no date”
    return tracts, neighbourhoods, boroughs


def _drawn(
    tracts: PartitionVersion, boroughs: PartitionVersion
) -> tuple[PartitionVersion, PartitionVersion, PartitionVersion]:
    """City, agglomeration and metropolitan area, from what they are made of. Codes are the official geographic ones."""
    everyone = [area.code for area in queries.areas(boroughs)]
    drawings = (
        ("ville-montreal", boroughs, "66023", "Montréal", [code for code in everyone if code.startswith(BOROUGH)]),
        ("agglomeration-montreal", boroughs, "66", "Agglomération de Montréal", everyone),
        ("rmr-montreal", tracts, "462", "RMR de Montréal", [area.code for area in queries.areas(tracts)]),
    )
    city, island, metropolis = (
        PartitionVersion.objects.filter(partition__code=partition, vintage=source.vintage).first()
        or dissolving.dissolve(
            source,
            {code: (name, members)},
            by=None,
            partition={"code": partition} | PARTITIONS[partition],
            vintage=source.vintage,
        )
        for partition, source, code, name, members in drawings
    )
    return city, island, metropolis


def _weighed(
    tracts: PartitionVersion,
    neighbourhoods: PartitionVersion,
    boroughs: PartitionVersion,
    above: tuple[PartitionVersion, ...],
) -> None:
    """Tracts go by their representative point, as Montréal's own portraits do; what boroughs make up follows them."""
    for target in (neighbourhoods, boroughs):
        if not Weights.objects.filter(source=tracts, target=target).exists():
            territories.weigh(tracts, target, Weights.Method.POINT, by=None)
    for target in above:
        if not Weights.objects.filter(source=tracts, target=target).exists():
            territories.chain(tracts.weights_out.get(target=boroughs), boroughs.weights_out.get(target=target), by=None)


@transaction.atomic
def _tables(folder: Path, names: dict[str, str]) -> dict[str, Collective]:
    """{neighbourhood's code: its table de quartier}, public; the three without one are not in it."""
    _about, table = pyogrio.raw.read_arrow(folder / NEIGHBOURHOODS, columns=["id", "Table"], read_geometry=False)
    found = {}
    for row in table.to_pylist():
        code, name = str(row["id"]), row["Table"].strip()
        if name == NO_TABLE:
            continue
        purpose = f"Table de quartier : {names[code]}."
        collective, is_new = Collective.objects.get_or_create(
            name=name, defaults={"is_public": True, "purpose": purpose}
        )
        if is_new:
            record(None, "collective.created", collective)
        found[code] = collective
    return found


def _populations(folder: Path) -> dict[str, float]:
    """People counted in each tract in 2021; a suppressed count is absent, not zero."""
    with (folder / COUNTS).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["ct_uid"]: float(row["population_2021"]) for row in rows if row["population_2021"].isdigit()}


def _attached(versions: list[PartitionVersion], populations: dict[str, float]) -> None:
    """Each place in every wider one, nearest first."""
    for number, child in enumerate(versions):
        for parent in versions[number + 1 :]:
            if not Parentage.objects.filter(child__version=child, parent__version=parent).exists():
                territories.set_parents(child, parent, populations, by=None)
