"""Which engine this host chose: REPERES_ENGINE. None is imported before it sums: pages open without."""

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext as _

from reperes.atlas.engines.quantities import Engine
from reperes.core.errors import OutOfReach

ROOM = "reperes.atlas.engines"


def chosen() -> Engine:
    """`with chosen() as engine:` lets go of the cluster at the end. OutOfReach: a part this host needs is missing."""
    if settings.ENGINE == "dense":
        dense: Engine = import_module(f"{ROOM}.dense").Dense()
        return dense
    columnar: Engine = import_module(f"{ROOM}.columnar").Columnar(_home())
    return columnar


def _home() -> object:
    if settings.ENGINE == "duckdb":
        return import_module(f"{ROOM}.duck").Duck()
    try:  # the extra a host with one machine does not install
        spark = import_module(f"{ROOM}.spark")
    except ModuleNotFoundError as error:
        raise OutOfReach(
            _(
                "Le calcul se fait sur un groupe de machines, et il manque PySpark à celle-ci : "
                "l’hôte doit installer l’extra « spark »."
            )
        ) from error
    return spark.Spark(settings.ENGINE, host=settings.ENGINE_HOST)
