"""A crawler in the facets meets 429; a person does not notice."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from reperes.core import budget


@pytest.fixture(autouse=True)
def _full_buckets(settings):
    settings.BUDGET_PER_MINUTE = 60
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(budget.time, "time", lambda: now[0])
    return now


def a_request(path: str = "/?q=pauvreté", **meta: str):
    return RequestFactory().get(path, REMOTE_ADDR="203.0.113.7", **meta)


def a_view(request) -> HttpResponse:
    return HttpResponse("oui")


def ask(request, view=a_view) -> HttpResponse:
    return budget.BudgetMiddleware(view).process_view(request, view, (), {}) or view(request)


def test_a_bucket_empties_then_refills_by_the_second(clock):
    assert [budget.spend("a-crawler") for _ in range(120)] == [0] * 120
    assert budget.spend("a-crawler") == 1
    clock[0] += 5
    assert [budget.spend("a-crawler") for _ in range(6)] == [0] * 5 + [1]


def test_a_clock_set_back_gives_and_takes_nothing(clock):
    budget.spend("someone")
    clock[0] -= 3_600
    assert budget.spend("someone") == 0


def test_a_crawler_is_told_when_to_come_back(clock):
    for _ in range(120):
        assert ask(a_request()).status_code == 200
    refused = ask(a_request(HTTP_ACCEPT="application/json"))
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    assert b"attendez 1 seconde," in refused.content


def test_plain_pages_and_other_clients_are_not_counted(clock):
    for _ in range(120):
        ask(a_request())
    assert ask(a_request("/repertoire/")).status_code == 200
    assert ask(RequestFactory().get("/?q=eau", REMOTE_ADDR="203.0.113.8")).status_code == 200


def test_the_tiles_of_a_map_cost_nothing(clock, client, db):
    for _ in range(120):
        ask(a_request())
    assert ask(a_request(), budget.unmetered(lambda request: HttpResponse("tuile"))).status_code == 200
    assert client.get("/tuiles/1/0/0/0.mvt?v=1", REMOTE_ADDR="203.0.113.7").status_code == 404


def test_a_file_made_on_demand_costs_more_than_a_question(clock):
    answers = [ask(a_request("/selections/abcd1234/selection.pdf")).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_a_visitor_s_deeds_are_metered_and_a_person_s_are_not(clock, client, ben):
    sent = RequestFactory().post("/r/abcd1234/signalement/", REMOTE_ADDR="203.0.113.7")
    assert [ask(sent).status_code for _ in range(31)] == [200] * 30 + [429]
    client.force_login(ben)
    assert budget.cost(client.post("/mes-renseignements/profil/", {}).wsgi_request) == 0


def test_no_budget_is_no_limit(settings):
    settings.BUDGET_PER_MINUTE = 0
    assert {ask(a_request()).status_code for _ in range(300)} == {200}


@pytest.mark.parametrize(
    ("n_proxies", "told", "seen"),
    [
        (0, "198.51.100.1", "203.0.113.7"),  # nobody declared: a forged header changes nothing
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),  # what our proxy added comes last
        (2, "10.0.0.1, 198.51.100.1, 192.0.2.5", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),  # fewer than declared: the request came another way
    ],
)
def test_a_forwarded_address_counts_only_behind_declared_proxies(settings, n_proxies, told, seen):
    settings.PROXY_COUNT = n_proxies
    assert budget.address(a_request(HTTP_X_FORWARDED_FOR=told)) == seen


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
        ("?", "unknown"),
    ],
)
def test_an_ipv6_home_is_one_client(text, bucket):
    assert budget.network(text) == bucket


def test_an_account_is_its_own_client(client, ben):
    client.force_login(ben)
    request = client.get("/?q=eau").wsgi_request
    assert budget.client(request) == f"account-{ben.pk}"


def test_asking_who_one_is_opens_no_session():
    request = a_request()
    assert budget.client(request) == "address-203.0.113.7"
    assert not hasattr(request, "session")
