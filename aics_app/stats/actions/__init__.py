"""Days and months are computed whole, never counted up: so what comes late is right."""

from aics_app.stats.actions.rollups import begin_anew, follow, keep, may_keep

__all__ = ["begin_anew", "follow", "keep", "may_keep"]
