"""What roles and faults are called on the pages of people and roles."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.models import Role
from aics_app.accounts.ui.managing_shapes import RoleCol
from aics_app.ui.i18n import t

FAULTS = (
    "required",
    "username_form",
    "email_form",
    "phone_form",
    "unknown",
    "kept_by_administrators",
    "customers_own",
    "customers_rights",
)


def role_name(name: Var[str], label: Var[str]) -> Var[str]:
    """What a role is called: its label, or the catalogue's word for one that is built in."""
    known = rx.match(name, *((role.value, t(f"role.{role.value}")) for role in Role), name)
    return rx.cond(label, label, known).to(str)


def role_item(role: Var[RoleCol]) -> rx.Component:
    """A role in a list of choices."""
    return rx.select.item(role_name(role.name, role.label), value=role.name)


def fault_of(faults: Var[dict[str, str]], name: str) -> Var[str]:
    """What is wrong with a field, in words; nothing for none."""
    code = faults.get(name, "").to(str)
    return rx.match(code, *((one, t(f"fault.{one}")) for one in FAULTS), "").to(str)
