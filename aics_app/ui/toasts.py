"""Short messages in the corner, sent from event handlers: `return toasts.done(tr(lang.locale, "…"))`."""

from reflex.event import EventSpec, run_script
from reflex.vars import Var
from reflex.vars.function import FunctionVar
from reflex_components_sonner.toast import ToastAction, Toaster, toast_ref

TESTID = "toast"
ERROR_MS = 8000
OTHER_MS = 4000
UNDO_MS = 12_000


def done(text: str) -> EventSpec:
    """Something has worked."""
    return _toast("success", text, OTHER_MS)


def undoable(text: str, undo: str, event: EventSpec) -> EventSpec:
    """Something has worked, and a button of that name takes it back while the message stands."""
    return _toast("success", text, UNDO_MS, action=ToastAction(undo, event))


def failed(text: str, *, once: str = "") -> EventSpec:
    """Something has not; stays longer. A toast takes the place of another that says the same thing `once`."""
    return _toast("error", text, ERROR_MS, **({"id": once} if once else {}))


def said(text: str) -> EventSpec:
    """Something worth knowing."""
    return _toast("info", text, OTHER_MS)


def toaster() -> Toaster:
    """The corner itself, for `rx.App(toaster=…)`."""
    return Toaster.create(position="top-center", rich_colors=True, close_button=False, expand=False)


def _toast(level: str, text: str, duration_ms: int, **more: ToastAction | str) -> EventSpec:
    # Reflex's own helper knows no testId, which sonner does.
    options = {"testId": TESTID, "duration": duration_ms, **more}
    return run_script(
        getattr(toast_ref.to(dict), level).to(FunctionVar).call(Var.create(text), Var.create(options))
    )
