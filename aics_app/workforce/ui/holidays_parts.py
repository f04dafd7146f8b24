"""Days with hours of their own, on the page."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components import empty_state, field, skeleton_rows, toggle
from aics_app.ui.i18n import t
from aics_app.workforce.models import MAX_HOLIDAY_CHARS
from aics_app.workforce.ui.holidays import HolidaysState
from aics_app.workforce.ui.hours_parts import fault_words
from aics_app.workforce.ui.shapes import HolidayView, SlotView


def holidays_part() -> rx.Component:
    """The list, and the form for one more."""
    none = empty_state("calendar-off", t("workforce.holidays_none"), t("workforce.holidays_none_text"))
    items = rx.el.ul(rx.foreach(HolidaysState.items, _holiday), class_name="plan-holidays")
    return rx.el.section(
        rx.el.h2(t("workforce.holidays"), class_name="plan-heading"),
        rx.cond(
            HolidaysState.loaded,
            rx.fragment(rx.cond(HolidaysState.items, items, none), _put_back(), _form()),
            skeleton_rows(2),
        ),
        data_testid="plan-holidays",
    )


def _holiday(one: Var[HolidayView]) -> rx.Component:
    def slot(own: Var[SlotView]) -> rx.Component:
        return rx.el.span(own.opens, "–", own.closes, class_name="plan-times")

    return rx.el.li(
        rx.el.time(one.day, date_time=one.day, class_name="plan-times"),
        rx.el.span(one.name, class_name="plan-name"),
        rx.cond(
            one.slots,
            rx.box(rx.foreach(one.slots, slot), class_name="plan-fine"),
            rx.el.span(t("workforce.day_closed"), class_name="plan-fine"),
        ),
        rx.icon_button(
            rx.icon("x", size=16),
            variant="ghost",
            color_scheme="gray",
            aria_label=t("workforce.holiday_remove", name=one.name),
            on_click=HolidaysState.remove(one.day),
            data_testid="plan-holiday-remove",
            class_name="plan-quiet",
        ),
        key=one.day,
        data_testid="plan-holiday",
    )


def _put_back() -> rx.Component:
    button = rx.button(
        rx.icon("undo-2", size=16),
        t("workforce.holiday_back", name=HolidaysState.removed),
        variant="soft",
        color_scheme="gray",
        on_click=HolidaysState.put_back,
        data_testid="plan-holiday-back",
    )
    return rx.cond(HolidaysState.removed, button)


def _form() -> rx.Component:
    return rx.el.form(
        _input("day", t("workforce.holiday_day"), "date"),
        _input("name", t("workforce.holiday_name"), "text"),
        toggle(
            HolidaysState.is_short,
            HolidaysState.set_short,
            label=t("workforce.holiday_short"),
            testid="plan-holiday-short",
        ),
        rx.cond(
            HolidaysState.is_short,
            rx.fragment(
                _input("opens", t("workforce.holiday_opens"), "time"),
                _input("closes", t("workforce.holiday_closes"), "time"),
            ),
        ),
        rx.button(
            rx.icon("plus", size=16),
            t("workforce.holiday_add"),
            type="submit",
            data_testid="plan-holiday-add",
        ),
        rx.cond(
            HolidaysState.faults.contains("slots"),
            rx.el.p(fault_words(HolidaysState.faults.get("slots", "").to(str)), class_name="plan-fault"),
        ),
        on_submit=HolidaysState.add,
        reset_on_submit=False,
        key=HolidaysState.added.to_string(),
        class_name="plan-holiday-form",
        no_validate=True,
    )


def _input(name: str, label: Var[str], kind: str) -> rx.Component:
    own = f"plan-holiday-{name}"
    control = rx.el.input(
        type=kind,
        name=name,
        id=own,
        max_length=MAX_HOLIDAY_CHARS,
        class_name="plan-time",
        aria_describedby=f"{own}-note",
        data_testid=own,
    )
    return field(
        label, control, control_id=own, error=fault_words(HolidaysState.faults.get(name, "").to(str))
    )
