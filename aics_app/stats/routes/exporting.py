"""`POST /api/stats/export`: a workbook of a range of days, as a job."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.jobs import actions as jobs
from aics_app.jobs.schemas import JobOut
from aics_app.locales import DEFAULT_LOCALE, known_locale
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.exporting import KIND, NEEDS, Wanted, sound_zone

router = APIRouter(prefix="/api/stats", tags=["stats"])

Exporter = Annotated[Actor, Depends(having(Right.STATS_EXPORT))]


class NewExport(BaseModel):
    """Which days, both included, in the company's time zone, and what of them."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    granularity: Granularity = Granularity.DAY
    locale: str = Field(DEFAULT_LOCALE, max_length=8)
    business: bool = Field(False, description="durations in business hours")
    zone: str = Field("", max_length=64, description="IANA name; times are read in it, else in the company's")
    rows: bool = Field(True, description="with a row for each conversation, hand-off, ticket and rating")

    def wanted(self) -> Wanted:
        """Raises `Invalid` for a range that is none."""
        window = Window(self.first, self.last)
        zone = sound_zone(self.zone)
        return Wanted(window, self.granularity, known_locale(self.locale), self.business, self.rows, zone)


@router.post("/export", status_code=202)
async def export(body: NewExport, actor: Exporter) -> JobOut:
    """Let a workbook be made; `/api/jobs/{id}` says how far it is."""
    params = body.wanted().params()
    async with use(Database).transaction() as session:
        return JobOut.of(await jobs.ask(session, actor, KIND, needs=NEEDS, params=params, at=clock.now()))
