"""Long work, done by the worker."""

from django_tasks import task

from reperes.atlas.actions import carrying, computing
from reperes.atlas.models import Build, Delivery
from reperes.people.models import Person


@task()
def carry(delivery: int, by: int) -> None:
    """Bring a submitted delivery into the atlas, for the person who sent it."""
    sent = Delivery.objects.select_related("version__partition").get(pk=delivery)
    carrying.carry(sent, by=Person.objects.get(pk=by))


@task()
def compute(build: int) -> None:
    """Compute an edition someone asked for."""
    computing.carry(Build.objects.select_related("asked_by").get(pk=build))
