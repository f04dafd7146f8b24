"""The built pages ask the origin they came from."""

from pathlib import Path

import pytest

from aics_app.ui.origin import OriginNotFound, RuntimeOriginPlugin, relocated

BUILT = "var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`};export{e as t};"


def test_no_fixed_address_is_left() -> None:
    script = relocated(BUILT)
    assert "localhost:8000" not in script
    assert "location?.origin" in script
    assert "+`/ping`" in script
    assert ".replace(/^http/,`ws`)+`/_event`" in script


def test_a_build_of_another_shape_is_refused_instead_of_serving_pages_that_find_nobody() -> None:
    with pytest.raises(OriginNotFound):
        relocated(BUILT.replace("localhost:8000", "example.com"))


def test_the_plugin_rewrites_the_chunk_in_place_and_misses_it_loudly(tmp_path: Path) -> None:
    with pytest.raises(OriginNotFound):
        RuntimeOriginPlugin().post_build(static_dir=tmp_path)
    chunk = tmp_path / "assets" / "reflex-env-1a2b.js"
    chunk.parent.mkdir()
    chunk.write_text(BUILT)
    RuntimeOriginPlugin().post_build(static_dir=tmp_path)
    assert chunk.read_text() == relocated(BUILT)
