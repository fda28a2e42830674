"""What a reader asked of the repertoire, as its address says it: words, facets, order, page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

SORTS = ("relevance", "title", "year", "arrival")
# In addresses, French nouns
SORT_WORDS = {"pertinence": "relevance", "titre": "title", "annee": "year", "arrivee": "arrival"}


@dataclass(frozen=True)
class Asked:
    """One question. Two addresses that ask the same thing give equal questions, and one canonical `query`."""

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""  # empty: the best one, relevance with words and title without
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict, facets: list[str]) -> "Asked":
        """Whatever the address holds; what is not a question of ours is left out."""
        filters = {name: tuple(sorted(set(filter(None, query.getlist(name))))) for name in facets}
        page = query.get("page", "1")
        return cls(
            words=" ".join(query.get("q", "").replace("\x00", "").split())[:300],
            filters={name: values for name, values in filters.items() if values},
            sort=SORT_WORDS.get(query.get("tri", ""), ""),
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        )

    @property
    def is_bare(self) -> bool:
        """The whole repertoire, first page: the one address of these that robots may keep."""
        return not self.words and not self.filters and not self.sort and self.page == 1

    def without(self, facet: str, code: str) -> "Asked":
        left = tuple(value for value in self.filters.get(facet, ()) if value != code)
        filters = {**self.filters, facet: left}
        return replace(self, filters={name: values for name, values in filters.items() if values}, page=1)

    def without_words(self) -> "Asked":
        return replace(self, words="", page=1)

    @property
    def query(self) -> str:
        """The canonical query string, "?" included; empty when bare."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for name, values in sorted(self.filters.items()):
            query.setlist(name, list(values))
        if self.sort:
            query["tri"] = next(word for word, sort in SORT_WORDS.items() if sort == self.sort)
        if self.page > 1:
            query["page"] = str(self.page)
        return f"?{query.urlencode()}" if query else ""
