"""The week on the page: what it means now, and its slots."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components import notice, relative_time, skeleton_rows, status_badge
from aics_app.ui.i18n import t
from aics_app.workforce.ui.hours import HoursState
from aics_app.workforce.ui.shapes import DayView, SlotView

FAULTS = ("slot", "overlap", "too_long", "range", "required", "twice", "wrong_type", "choice")


def fault_words(code: Var[str]) -> Var[str]:
    """What is wrong, by its code; nothing for none."""
    return rx.match(code, *((name, t(f"workforce.fault_{name}")) for name in FAULTS), "")


def hours_tab() -> rx.Component:
    """What the plan means now, and the week."""
    return rx.cond(
        HoursState.loaded, rx.fragment(_preview(), _notices(), _week(), _buttons()), skeleton_rows(7)
    )


def _preview() -> rx.Component:
    now = HoursState.now
    is_open = rx.fragment(
        status_badge(t("workforce.open_now"), icon="door-open", color="jade"),
        rx.cond(
            now.closes_next,
            rx.el.span(t("workforce.closes"), " ", relative_time(now.closes_next)),
            rx.el.span(t("workforce.never_closes")),
        ),
    )
    is_closed = rx.fragment(
        status_badge(t("workforce.closed_now"), icon="door-closed", color="amber"),
        rx.cond(
            now.opens_next,
            rx.el.span(t("workforce.opens"), " ", relative_time(now.opens_next)),
            rx.el.span(t("workforce.never_opens")),
        ),
    )
    changed = rx.el.span(t("workforce.changed_by", name=now.changed_by), " ", relative_time(now.changed_at))
    return rx.box(
        rx.cond(now.is_open, is_open, is_closed),
        rx.el.span(t("workforce.zone", zone=HoursState.timezone)),
        rx.cond(now.changed_by, changed),
        class_name="plan-now",
        role="status",
        data_testid="plan-now",
        data_open=rx.cond(now.is_open, "true", "false"),
    )


def _notices() -> rx.Component:
    return rx.fragment(
        rx.cond(HoursState.rival, notice(t("workforce.rival", name=HoursState.rival), kind="warning")),
        rx.cond(HoursState.faults.contains("week"), notice(t("workforce.fault_range"), kind="error")),
    )


def _week() -> rx.Component:
    return rx.el.ul(rx.foreach(HoursState.week, _day), class_name="plan-week", aria_label=t("workforce.week"))


def _day(day: Var[DayView]) -> rx.Component:
    name = rx.match(day.weekday, *((number, t(f"workforce.day_{number}")) for number in range(7)), "")
    fault = HoursState.faults.get("week." + day.weekday.to_string(), "").to(str)
    return rx.el.li(
        rx.el.h3(name, class_name="plan-day"),
        rx.box(
            rx.cond(
                day.slots,
                rx.foreach(day.slots, lambda slot, place: _slot(day.weekday, slot, place, name)),
                rx.el.span(t("workforce.day_closed"), class_name="plan-fine"),
            ),
            rx.cond(
                fault, rx.el.p(rx.icon("circle-alert", size=14), fault_words(fault), class_name="plan-fault")
            ),
            class_name="plan-slots",
        ),
        rx.box(
            _quiet(
                "plus", t("workforce.slot_add", day=name), HoursState.add_slot(day.weekday), "plan-slot-add"
            ),
            _quiet(
                "copy", t("workforce.day_copy", day=name), HoursState.copy_day(day.weekday), "plan-day-copy"
            ),
            class_name="plan-day-ways",
        ),
        data_testid="plan-day",
        data_weekday=day.weekday.to_string(),
    )


def _slot(weekday: Var[int], slot: Var[SlotView], place: Var[int], day: Var[str]) -> rx.Component:
    def clock(field: str, value: Var[str]) -> rx.Component:
        return rx.el.input(
            type="time",
            value=value,
            on_change=lambda text: HoursState.set_time(weekday, place, field, text),
            aria_label=t(f"workforce.slot_{field}", day=day),
            class_name="plan-time",
            data_testid=f"plan-{field}",
        )

    return rx.box(
        clock("opens", slot.opens),
        rx.el.span("–", aria_hidden="true"),
        clock("closes", slot.closes),
        rx.cond(slot.overnight, rx.el.span(t("workforce.overnight"), class_name="plan-fine")),
        _quiet(
            "x",
            t("workforce.slot_remove", day=day),
            HoursState.remove_slot(weekday, place),
            "plan-slot-remove",
        ),
        class_name="plan-slot",
    )


def _quiet(icon: str, label: Var[str], on_click: object, testid: str) -> rx.Component:
    return rx.icon_button(
        rx.icon(icon, size=16),
        variant="ghost",
        color_scheme="gray",
        aria_label=label,
        title=label,
        on_click=on_click,
        data_testid=testid,
        class_name="plan-quiet",
    )


def _buttons() -> rx.Component:
    save = rx.button(
        rx.icon("check", size=16),
        rx.cond(HoursState.rival, t("workforce.save_anyway"), t("workforce.save")),
        on_click=HoursState.save,
        disabled=~HoursState.dirty,
        data_testid="plan-save",
    )
    discard = rx.button(
        t("workforce.discard"),
        variant="soft",
        color_scheme="gray",
        on_click=HoursState.discard,
        data_testid="plan-discard",
    )
    undo = rx.button(
        rx.icon("undo-2", size=16),
        t("workforce.undo"),
        variant="soft",
        color_scheme="gray",
        on_click=HoursState.undo,
        data_testid="plan-undo",
    )
    return rx.box(
        save,
        rx.cond(HoursState.dirty, discard),
        rx.cond(HoursState.can_undo, undo),
        class_name="plan-buttons",
    )
