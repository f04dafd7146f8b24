"""Where a message is written."""

import reflex as rx
from reflex.vars import Var

from aics_app.core.errors import Invalid
from aics_app.ui.connection import is_away, is_offline
from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local, labels

Text = str | Var[str]
MESSAGE_LIMIT = 2000
MOST_FILES = 10
_FILES = (
    "attach",
    "attached",
    "failed",
    "has_failed",
    "remove",
    "retry",
    "too_large",
    "too_many",
    "uploading",
)
# The script puts these in.
_LATER = {
    "remove": {"name": "{name}"},
    "uploading": {"name": "{name}"},
    "too_large": {"limit": "{limit}"},
}
_MIC_FAULTS = ("insecure", "unsupported", "denied", "no_microphone", "silence", "network", "failed")


class Composer(Local):
    """The input of a chat: grows, keeps drafts, takes speech, loses nothing."""

    library = "$/public/composer.js"
    tag = "Composer"
    on_send: rx.EventHandler[lambda text, client_id, files: [text, client_id, files]]
    on_typing: rx.EventHandler[rx.event.no_args_event_spec]
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]
    streaming: Var[bool]
    heard: Var[bool]
    attach: Var[bool]
    files_note: Var[str]
    accepted: Var[str]
    refused: Var[str]
    draft_key: Var[str]
    limit: Var[int]
    offline: Var[bool]
    away: Var[bool]
    locale: Var[str]
    testid: Var[str]
    send_testid: Var[str]
    labels: Var[dict[str, str]]
    file_labels: Var[dict[str, str]]


def composer(  # noqa: PLR0913 - the props of a component
    on_send: object,
    on_stop: object,
    *,
    streaming: bool | Var[bool],
    accepted: Text,
    draft_key: Text,
    refused: Text = "",
    limit: int = MESSAGE_LIMIT,
    placeholder: Text | None = None,
    testids: tuple[str, str] = ("chat-input", "chat-send"),
    on_typing: object = None,
    heard: bool | Var[bool] = True,
    attach: bool | Var[bool] = False,
    files_note: Text = "",
) -> rx.Component:
    """`on_send(text, client_id, files)` sends; the box is emptied once `accepted` equals that client id.

    `files` are ids of attachments, none unless `attach`. `on_typing()` comes at most every 3 s of typing,
    while it is `heard`. The page's event `aics:fill` with `{key, text, mode}` fills the box of that
    `draft_key`.

    With `files_note`, which is shown beside them, files are not enough: there must be words.

    `refused` set to the client id frees the button again at once; trying again unchanged keeps the client id,
    so that the server can tell a repetition from a second message. `limit` counts code points.
    """
    hears = {} if on_typing is None else {"on_typing": on_typing}
    return Composer.create(
        on_send=on_send,
        on_stop=on_stop,
        **hears,
        streaming=streaming,
        heard=heard,
        attach=attach,
        files_note=files_note,
        accepted=accepted,
        refused=refused,
        draft_key=draft_key,
        limit=limit,
        offline=is_offline,
        away=is_away,
        locale=Lang.code,
        labels=_labels(placeholder),
        file_labels=file_labels(),
        testid=testids[0],
        send_testid=testids[1],
    )


def file_labels() -> Var:
    """The words beside files that are being attached, for every form that takes some."""
    return labels(**{name: t(f"files.{name}", **_LATER.get(name, {})) for name in _FILES})


def _labels(placeholder: Text | None) -> Var:
    names = ("label", "send", "stop", "late", "offline", "mic", "mic_stop", "listening")
    words = {name: t(f"composer.{name}") for name in names}
    words |= {f"mic_{fault}": t(f"composer.mic_{fault}") for fault in _MIC_FAULTS}
    # The script puts the number in: it changes with every key.
    over = t("composer.over", count="{count}")
    return labels(
        placeholder=t("composer.placeholder") if placeholder is None else placeholder, over=over, **words
    )


def file_ids(files: object) -> list[int]:
    """The ids of attachments that came with a message from the browser. Raises `Invalid`."""
    ids = [] if files is None else files
    if not isinstance(ids, list) or len(ids) > MOST_FILES:
        raise Invalid(fields={"files": "too_many"})
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2**63 for one in ids):
        raise Invalid(fields={"files": "wrong_type"})
    return list(dict.fromkeys(ids))
