"""What is refused about settings."""

from aics_app.core.errors import Conflict


class SettingChangedMeanwhile(Conflict):
    """Somebody else was faster. Params: `who`, `value`."""

    code = "setting_changed_meanwhile"
