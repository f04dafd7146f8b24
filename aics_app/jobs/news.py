"""What is told after the commit: the pages of a job's owner, and whoever may take it up."""

from typing import get_args

from aics_app.core.events import Listeners
from aics_app.core.live import Live
from aics_app.jobs.events import JobAsked, JobCancelled, JobDone, JobFailed

ASKED = "jobs"
"""Something waits to be done."""

_Told = JobAsked | JobCancelled | JobDone | JobFailed


def topic_of(user_id: int) -> str:
    """Where a person's pages hear of his jobs."""
    return f"jobs:user:{user_id}"


def listen(listeners: Listeners, live: Live) -> None:
    """Tell them; nothing is read, for all of it has happened."""

    async def changed(fact: _Told) -> None:
        live.post(topic_of(fact.owner_id), {"type": "changed", "job": int(fact.subject_id)})

    async def asked(_fact: JobAsked) -> None:
        live.post(ASKED, {"type": "asked"})

    for kind in get_args(_Told):
        listeners.on(kind, changed)
    listeners.on(JobAsked, asked)
