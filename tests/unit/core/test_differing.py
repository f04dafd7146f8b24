"""What a fact says of a change: only what is another than before, and of a long text its beginning."""

from aics_app.core.events import MAX_KEPT_CHARS, differing


def test_only_what_is_another_is_told() -> None:
    before = {"name": "Lena", "language": "en", "gone": 1}
    after = {"name": "Lena Li", "language": "en", "new": ("a",)}
    assert differing(before, after) == (
        {"name": "Lena", "gone": 1, "new": None},
        {"name": "Lena Li", "gone": None, "new": ["a"]},
    )


def test_long_texts_are_cut() -> None:
    _, after = differing({}, {"text": "x" * 5000, "similar": ("y" * 5000, "short")})
    assert len(after["text"]) == MAX_KEPT_CHARS + 1
    assert [len(one) for one in after["similar"]] == [MAX_KEPT_CHARS + 1, len("short")]
