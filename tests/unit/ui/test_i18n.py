import pytest
import reflex as rx

from aics_app.locales import CATALOGUES, known_locale, tr
from aics_app.ui.i18n import Lang, t
from tests.states import state_of


@pytest.fixture
def ada() -> Lang:
    """Ada's language, as her browser's tab knows it."""
    return state_of(Lang)


def test_a_text_carries_both_languages_and_lets_the_browser_choose() -> None:
    script = str(t("nav.chat"))
    assert CATALOGUES["en"]["nav.chat"] in script
    assert "\\u5bf9\\u8bdd" in script
    assert Lang.get_full_name().split(".")[-1] in script


def test_a_text_takes_values_that_change_at_run_time() -> None:
    script = str(t("composer.over", count=rx.Var("seen.count", _var_type=int)))
    assert script.count("seen.count") == 2


def test_a_text_that_is_not_there_stops_the_build() -> None:
    with pytest.raises(KeyError, match=r"nav\.nowhere"):
        t("nav.nowhere")


@pytest.mark.parametrize("params", [{}, {"count": "3", "name": "Ada"}])
def test_values_that_do_not_fit_the_text_stop_the_build(params: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"composer\.over takes \['count'\]"):
        t("composer.over", **params)


def test_the_server_speaks_the_language_it_is_asked_for() -> None:
    assert tr("en", "composer.over", count=3).startswith("3 characters")
    assert tr("zh", "composer.over", count=3).startswith("超出 3 个字")


@pytest.mark.parametrize("sent", ["fr", "", None, 7, {"code": "en"}, ["en"]])
def test_whatever_a_browser_calls_its_language_we_answer_in_one_we_speak(sent: object) -> None:
    assert known_locale(sent) == "zh"


def test_ada_switches_to_english_and_nonsense_brings_the_default_back(ada: Lang) -> None:
    ada.switch("en")
    assert (ada.code, ada.locale) == ("en", "en")
    ada.switch({"code": "en"})
    assert (ada.code, ada.locale) == ("zh", "zh")
