"""Every table there is, imported once: what Alembic compares the database with, and tests create."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from aics_app.accounts import models as accounts
from aics_app.attachments import models as attachments
from aics_app.chat import models as chat
from aics_app.configuration import models as configuration
from aics_app.core import events
from aics_app.customers import models as customers
from aics_app.desk import models as desk
from aics_app.handoff import models as handoff
from aics_app.jobs import models as jobs
from aics_app.knowledge import models as knowledge
from aics_app.notices import models as notices
from aics_app.stats import models as stats
from aics_app.system import models as system
from aics_app.tickets import models as tickets
from aics_app.workforce import models as workforce

MODULES = (
    events,
    accounts,
    configuration,
    workforce,
    notices,
    attachments,
    jobs,
    knowledge,
    chat,
    tickets,
    handoff,
    customers,
    desk,
    system,
    stats,
)

metadata: MetaData = SQLModel.metadata
