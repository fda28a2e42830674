"""Long work, done by the worker."""

from django_tasks import task

from reperes.atlas.actions import carrying
from reperes.atlas.models import Delivery


@task()
def carry(delivery: int) -> None:
    """Bring a submitted delivery into the atlas."""
    carrying.carry(Delivery.objects.select_related("begun_by", "version__partition").get(pk=delivery))
