"""Resources, the words that describe them, and the selections that put them forward.

Django finds a room's tables here, and nowhere else: that is why this package gathers its modules.
"""

from reperes.catalogue.models.resources import (
    KEPT_ASIDE,
    PASSAGES,
    PUBLIC,
    READABLE,
    WAITING,
    Contribution,
    Decision,
    Indexing,
    Report,
    ReportAnswer,
    Resource,
    ResourceLink,
    ResourceQuerySet,
    Status,
)
from reperes.catalogue.models.selections import (
    RATIONALE_LENGTH,
    Item,
    ItemGroup,
    Publication,
    Section,
    Selection,
    SelectionQuerySet,
)
from reperes.catalogue.models.words import Agent, AgentName, Concept, Scheme

__all__ = [
    "KEPT_ASIDE",
    "PASSAGES",
    "PUBLIC",
    "RATIONALE_LENGTH",
    "READABLE",
    "WAITING",
    "Agent",
    "AgentName",
    "Concept",
    "Contribution",
    "Decision",
    "Indexing",
    "Item",
    "ItemGroup",
    "Publication",
    "Report",
    "ReportAnswer",
    "Resource",
    "ResourceLink",
    "ResourceQuerySet",
    "Scheme",
    "Section",
    "Selection",
    "SelectionQuerySet",
    "Status",
]
