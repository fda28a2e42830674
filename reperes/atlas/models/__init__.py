"""What figures mean, where they come from, and the editions that hold them. The cells are in the warehouse.

Django finds a room's tables here, and nowhere else: that is why this package gathers its modules.
"""

from reperes.atlas.models.deliveries import Delivery, DeliveryQuerySet, delivery_folder
from reperes.atlas.models.editions import STALLED_AFTER, Build, BuildQuerySet, Edition, EditionPublication, Series
from reperes.atlas.models.indicators import Composite, Formula, Indicator
from reperes.atlas.models.sources import Dataset, Source

__all__ = [
    "STALLED_AFTER",
    "Build",
    "BuildQuerySet",
    "Composite",
    "Dataset",
    "Delivery",
    "DeliveryQuerySet",
    "Edition",
    "EditionPublication",
    "Formula",
    "Indicator",
    "Series",
    "Source",
    "delivery_folder",
]
