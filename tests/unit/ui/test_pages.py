"""What every page carries: the handles that browser tests and the contract rely on."""

import re

import pytest
import reflex as rx
from reflex_components_lucide.icon import LUCIDE_ICON_LIST

from aics_app.locales import CATALOGUES
from aics_app.ui import routes, toasts
from aics_app.ui.access import MARKER, PUBLIC, access
from aics_app.ui.components import avatar
from aics_app.ui.composer import composer
from aics_app.ui.frame import bare_frame, frame
from aics_app.ui.markdown import append_live
from aics_app.ui.nav import ENTRIES


class Visitor(rx.State):
    """Somebody who looks at a page."""

    signed_in: bool = True
    nickname: str = "Ada"
    avatar: str = ""
    permissions: list[str] = ["chat.ask"]  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    def send(self, text: str, client_id: str) -> None: ...

    @rx.event
    def stop(self) -> None: ...


def test_the_frame_has_its_switches_its_way_out_and_an_entry_for_every_right() -> None:
    page = str(frame(Visitor, "Refunds", rx.text("…"), active="chat"))
    handles = {"locale-switch", "theme-switch", "logout", "nav-profile", *(f"nav-{e.name}" for e in ENTRIES)}
    assert handles <= set(re.findall(r'test-?id"?:"([\w-]+)"', page))
    assert all(f'"{entry.right}"' in page for entry in ENTRIES)


def test_a_face_is_drawn_before_the_name_has_come() -> None:
    face = str(avatar(Visitor.nickname))
    assert "pyStrSlice(" in face
    assert "pyStrAt(" not in face, "of an empty name that is nothing, and the page breaks"


def test_only_the_page_one_is_on_is_marked_as_current() -> None:
    assert str(frame(Visitor, "Refunds", active="chat")).count('"aria-current":"page"') == 1


def test_a_page_without_a_sign_in_offers_no_way_out_of_one() -> None:
    page = str(bare_frame(rx.text("…")))
    assert '"data-testid":"locale-switch"' in page
    assert '"logout"' not in page


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_of_the_side_bar_has_a_text_a_picture_and_a_page(entry: object) -> None:
    assert entry.text in CATALOGUES["zh"]
    assert entry.icon.replace("-", "_") in LUCIDE_ICON_LIST
    assert entry.route in vars(routes).values()


def test_links_are_made_from_names_and_from_what_a_page_knows() -> None:
    assert routes.chat("s1") == "/chat/s1"
    assert '"/chat/"' in str(routes.chat(rx.Var("seen.id", _var_type=str).to(str)))
    assert routes.login("/chat/a b&c=1") == "/login?next=/chat/a%20b%26c%3D1"


def test_a_handler_says_who_may_call_it_also_once_reflex_has_wrapped_it() -> None:
    class Door(rx.State):
        @rx.event
        @access(PUBLIC)
        def knock(self) -> None: ...

    assert getattr(Door.knock.fn, MARKER) == PUBLIC


def test_a_toast_can_be_found_and_never_becomes_a_script() -> None:
    script = str(toasts.failed('"); steal("').args[0][1])
    assert f'["testId"] : "{toasts.TESTID}"' in script
    assert r'"\"); steal(\""' in script


def test_a_piece_of_an_answer_goes_to_the_receiver_with_its_place() -> None:
    name, arguments = append_live(7, 12, "好").handler.fn.__qualname__, str(append_live(7, 12, "好").args)
    assert name == "_set_value"
    assert "ref_live" in arguments
    assert "[7, 12, " in arguments


def test_the_composer_tells_its_sender_the_text_and_the_message_id() -> None:
    drawn = str(
        composer(Visitor.send, Visitor.stop, streaming=False, accepted="", draft_key="draft", limit=100)
    )
    assert "visitor.send" in drawn
    assert '"text"' in drawn
    assert '"client_id"' in drawn
    assert "limit:100" in drawn
