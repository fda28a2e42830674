"""Long work, done by the worker."""

from django.utils import translation
from django_tasks import task

from reperes.core.errors import DomainError
from reperes.people.models import Person
from reperes.places.actions import publishing
from reperes.places.models import Drawing


@task()
def publish(drawing: int, by: int) -> None:
    """Publish a submitted drawing, for the person who asked; a refusal is kept on the drawing with its sentence."""
    person = Person.objects.get(pk=by)
    asked = Drawing.objects.select_related("source__partition", "partition").get(pk=drawing)
    with translation.override(person.language):
        try:
            publishing.publish(asked, by=person)
        except DomainError:
            return
