"""A job cut short is taken up again, but not for ever."""

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reperes.core.management.commands.work import take_up_again


def a_running_job(*worker_ids: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="reperes.nowhere.task",
        worker_ids=list(worker_ids),
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("worker_ids", "status"),
    [
        (["here-1"], TaskResultStatus.READY),
        (["here-1", "elsewhere-1"], TaskResultStatus.RUNNING),  # another machine is at it
        (["here-1", "here-1", "here-1"], TaskResultStatus.FAILED),
    ],
)
def test_what_becomes_of_a_job_cut_short(db, worker_ids, status):
    job = a_running_job(*worker_ids)
    take_up_again("here-1")
    job.refresh_from_db()
    assert job.status == status
