"""Shared components: import them from here."""

from aics_app.ui.components.dialogs import confirm, delete_button, dialog, return_focus
from aics_app.ui.components.endings import end_note
from aics_app.ui.components.feedback import empty_state, error_state, notice, skeleton_rows, status_badge
from aics_app.ui.components.fields import fault, field, search_box, segmented, toggle
from aics_app.ui.components.files import file_list, preview
from aics_app.ui.components.headings import card, page_header, section
from aics_app.ui.components.keys import keys_help
from aics_app.ui.components.lines import note_line, system_line
from aics_app.ui.components.links import link_button, page_link
from aics_app.ui.components.log import log_way, message_log
from aics_app.ui.components.people import ai_avatar, avatar
from aics_app.ui.components.tables import Column, data_table, more_button
from aics_app.ui.components.times import clock_time, moment, relative_time

__all__ = [
    "Column",
    "ai_avatar",
    "avatar",
    "card",
    "clock_time",
    "confirm",
    "data_table",
    "delete_button",
    "dialog",
    "empty_state",
    "end_note",
    "error_state",
    "fault",
    "field",
    "file_list",
    "keys_help",
    "link_button",
    "log_way",
    "message_log",
    "moment",
    "more_button",
    "note_line",
    "notice",
    "page_header",
    "page_link",
    "preview",
    "relative_time",
    "return_focus",
    "search_box",
    "section",
    "segmented",
    "skeleton_rows",
    "status_badge",
    "system_line",
    "toggle",
]
