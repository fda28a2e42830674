"""./dev manage work: run background jobs, one at a time. `serve` starts one; a busy host may start more."""

import socket
from argparse import ArgumentParser
from typing import Any

from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
from django_tasks_db.models import DBTaskResult

MOST_TRIES = 3  # a job that brings its worker down three times is given up


class Command(DatabaseWorker):
    help = "Run background jobs, one at a time."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=f"{socket.gethostname()[:56]}-1", startup_delay=False, queue_name="*")

    def configure_logging(self, verbosity: int) -> None:
        """settings.LOGGING says what is worth a line."""

    def handle(self, **options: Any) -> None:
        take_up_again(options["worker_id"])
        super().handle(**options)


def take_up_again(worker_id: str) -> None:
    """Jobs this worker was running when it was cut short wait again for their turn."""
    for job in DBTaskResult.objects.running():
        if job.worker_ids and job.worker_ids[-1] == worker_id:
            if len(job.worker_ids) < MOST_TRIES:
                job.status = TaskResultStatus.READY
                job.save(update_fields=["status"])
            else:
                job.set_failed(RuntimeError(f"its worker stopped {MOST_TRIES} times while running it"))
