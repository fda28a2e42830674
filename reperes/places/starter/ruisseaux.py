"""Plant the MRC des Trois-Ruisseaux, which does not exist, and says so."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.journal.actions import record
from reperes.people.models import Collective
from reperes.places import areas, fiction
from reperes.places.actions import boundaries, dissolving, standings, territories
from reperes.places.actions.boundaries import Tell
from reperes.places.models import Locality, Parentage, Partition, PartitionVersion

FICTIONAL: dict[str, Any] = {
    "publisher": "Repères, données inventées",
    "publisher_en": "Repères, invented data",
    "licence": "CC0 1.0",
    "is_fictional": True,
}
SMALL_AREAS = "secteurs-trois-ruisseaux"
PARTITIONS: dict[str, dict[str, Any]] = {
    SMALL_AREAS: FICTIONAL
    | {
        "name": "Petits secteurs de la MRC des Trois-Ruisseaux",
        "name_en": "Small areas of the Trois-Ruisseaux county",
        "level": Partition.Level.SMALL_AREA,
    },
    "communautes-trois-ruisseaux": FICTIONAL
    | {
        "name": "Communautés locales des Trois-Ruisseaux",
        "name_en": "Local communities of Trois-Ruisseaux",
        "level": Partition.Level.LOCALITY,
    },
    "municipalites-trois-ruisseaux": FICTIONAL
    | {
        "name": "Municipalités des Trois-Ruisseaux",
        "name_en": "Municipalities of Trois-Ruisseaux",
        "level": Partition.Level.ADMINISTRATIVE,
    },
    "mrc-trois-ruisseaux": FICTIONAL
    | {
        "name": "MRC des Trois-Ruisseaux",
        "name_en": "Trois-Ruisseaux county",
        "level": Partition.Level.REGION,
    },
}
TABLES = {
    "1": "Table de quartier des Ruisseaux",
    "3": "Comité de la Gare",
    "6": "Entraide du Rang-Double",
    "7": "Concertation Val-Cormier",
}
NOTE = (
    "Territoire inventé, placé au milieu du golfe du Saint-Laurent, là où il n’y a que de l’eau, "
    "pour qu’on ne le prenne pas pour un lieu réel."
)


def plant(tell: Tell) -> None:
    """Small areas, nine communities (one across two municipalities), five municipalities, one MRC."""
    tell(_("Limites : 60 petits secteurs inventés"))
    small = _small_areas()
    if not small.headcounts.exists():
        standings.keep_people(small, populations(), by=None, source="Repères, données inventées")
    tell(_("Communautés, municipalités et MRC"))
    wider = [
        _drawn(small, "communautes-trois-ruisseaux", fiction.communities()),
        _drawn(small, "municipalites-trois-ruisseaux", fiction.municipalities()),
        _drawn(small, "mrc-trois-ruisseaux", fiction.county()),
    ]
    tell(_("Pages des communautés"))
    for version in wider:
        is_communities = version.partition.level == Partition.Level.LOCALITY
        standing = Locality.Standing.DISCUSSED if is_communities else Locality.Standing.PUBLISHED
        territories.group(version, by=None, collectives=_tables() if is_communities else {}, standing=standing)
    for number, child in enumerate(wider):
        for parent in wider[number + 1 :]:
            if not Parentage.objects.filter(child__version=child, parent__version=parent).exists():
                territories.set_parents(child, parent, populations(), by=None)


def populations() -> dict[str, float]:
    """People of each small area; a suppressed count is absent, not zero."""
    return {row[0]: float(row[1]) for row in fiction.counts()[1:] if row[1].isdigit()}


def _known(code: str) -> PartitionVersion | None:
    return PartitionVersion.objects.filter(partition__code=code, vintage=fiction.VINTAGE).first()


def _small_areas() -> PartitionVersion:
    if known := _known(SMALL_AREAS):
        return known
    drawn = fiction.small_areas()
    found = areas.made([area.code for area in drawn], [area.name for area in drawn], [area.shape for area in drawn])
    partition = {"code": SMALL_AREAS} | PARTITIONS[SMALL_AREAS]
    return boundaries.establish(found, by=None, partition=partition, vintage=fiction.VINTAGE, report={"notes": [NOTE]})


def _drawn(small: PartitionVersion, code: str, groups: Mapping[str, tuple[str, Sequence[str]]]) -> PartitionVersion:
    return _known(code) or dissolving.dissolve(
        small, groups, by=None, partition={"code": code} | PARTITIONS[code], vintage=fiction.VINTAGE
    )


@transaction.atomic
def _tables() -> dict[str, Collective]:
    found = {}
    for code, name in TABLES.items():
        collective, is_new = Collective.objects.get_or_create(
            name=name, defaults={"is_public": True, "purpose": "Collectif fictif de la MRC des Trois-Ruisseaux."}
        )
        if is_new:
            record(None, "collective.created", collective)
        found[code] = collective
    return found
