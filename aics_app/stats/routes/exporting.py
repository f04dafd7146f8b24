"""`POST /api/stats/export`: a workbook of a range of days, as a job."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import Body
from aics_app.core.problems import locale_of
from aics_app.jobs import actions as jobs
from aics_app.jobs.schemas import JobOut
from aics_app.locales import LOCALES
from aics_app.settings import Settings
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import today_in, window_of
from aics_app.stats.rules.exporting import KIND, NEEDS, Wanted, sound_zone

router = APIRouter(prefix="/api/stats", tags=["stats"])

Exporter = Annotated[Actor, Depends(having(Right.STATS_EXPORT))]


class NewExport(Body):
    """Which days, both included, in the company's time zone, and what of them."""

    first: date | None = Field(None, alias="from", description="29 days before `to` if none")
    last: date | None = Field(None, alias="to", description="today if none")
    granularity: Granularity = Granularity.DAY
    locale: str | None = Field(None, max_length=8, description="that of `Accept-Language` if none")
    business: bool = Field(False, description="durations in business hours")
    zone: str = Field("", max_length=64, description="IANA name; times are read in it, else in the company's")
    rows: bool = Field(True, description="with a row for each conversation, hand-off, ticket and rating")

    def wanted(self, today: date, locale: str) -> Wanted:
        """In `locale` unless one that we speak is named. Raises `Invalid` by field."""
        window, zone = window_of(self.first, self.last, today), sound_zone(self.zone)
        spoken = self.locale if self.locale in LOCALES else locale
        return Wanted(window, self.granularity, spoken, self.business, self.rows, zone)


@router.post("/export", status_code=202)
async def export(request: Request, actor: Exporter, body: NewExport | None = None) -> JobOut:
    """Let a workbook be made; `/api/jobs/{id}` says how far it is."""
    app = use(Settings).app
    locale = locale_of(request.headers.get("accept-language", ""), app.locale)
    today = today_in(app.timezone, clock.now())
    params = (body or NewExport()).wanted(today, locale).params()
    async with use(Database).transaction() as session:
        return JobOut.of(await jobs.ask(session, actor, KIND, needs=NEEDS, params=params, at=clock.now()))
