"""The demonstration's people: planted once, and able to enter."""

from django.core.management import call_command

from reperes.people import demo
from reperes.people.models import Collective, Organisation, Person


def test_planting_twice_plants_once(db, capsys):
    for _ in range(2):
        call_command("plant_people")
    assert Person.objects.count() == 2
    assert Organisation.objects.values("sector").distinct().count() == Organisation.objects.count() == 4
    assert Collective.objects.get().participations.count() == 2


def test_both_accounts_let_in(client, db):
    call_command("plant_people", verbosity=0)
    for account in demo.ACCOUNTS:
        assert client.post("/compte/login/", {"login": account.email, "password": account.password}).status_code == 302
        client.post("/compte/logout/")


def test_the_first_holds_every_mandate_and_the_second_none(db):
    call_command("plant_people", verbosity=0)
    assert [Person.objects.get(email=account.email).mandates.count() for account in demo.ACCOUNTS] == [3, 0]
