"""Odd requests thrown at every door of the API, from its own document: none breaks it, every answer is as described."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as tried

EXAMPLES = 6  # a door; there are twenty-two
HOW = tried(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def unpacked(environ, start_response):
    """The house, asked by someone who does not read gzip: this transport does not open it."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return get_wsgi_application()(environ, start_response)


def doors_of(document, way):
    """Every door; for requests that must be refused, those that say what they refuse."""
    every = [found.ok() for found in document.get_all_operations()]
    if way == "positive":
        return every
    return [door for door in every if any(_refuses(each) for each in door.definition.raw.get("parameters", []))]


def _refuses(parameter):
    kind = parameter["schema"]
    return parameter["in"] == "query" and (kind.get("type") == "integer" or "enum" in kind)


@pytest.mark.slow  # two hundred requests
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "n_doors"), [("positive", 22), ("negative", 12)])
def test_odd_requests_break_nothing(edition, way, n_doors):
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", unpacked)
    doors, broken = doors_of(document, way), []
    assert len(doors) >= n_doors
    for door in doors:

        @HOW
        @given(case=door.as_strategy(generation_mode=schemathesis.GenerationMode(way)))
        def answered(case):
            case.call_and_validate()

        try:
            answered()
        except (AssertionError, ExceptionGroup) as failure:
            broken.append(f"{door.label}: {failure}")
    assert "\n\n".join(broken) == ""
