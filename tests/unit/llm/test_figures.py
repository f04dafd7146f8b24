"""What an operator sees of the model."""

import pytest

from aics_app.core import metrics
from aics_app.llm import ModelTimeout
from aics_app.llm.figures import LEFT, measured_call


def _calls(outcome: str) -> float:
    return metrics.REGISTRY.get_sample_value("aics_model_calls_total", {"outcome": outcome}) or 0.0


def test_a_whole_answer_counts_as_ok() -> None:
    before = _calls("ok")
    with measured_call() as note_first_token:
        assert metrics.REGISTRY.get_sample_value("aics_model_busy") == 1
        note_first_token()
    assert _calls("ok") == before + 1
    assert metrics.REGISTRY.get_sample_value("aics_model_busy") == 0


def test_a_failure_counts_by_its_reason() -> None:
    before = _calls("stall")
    with pytest.raises(ModelTimeout), measured_call():
        raise ModelTimeout("stall")
    assert _calls("stall") == before + 1


def test_a_caller_who_leaves_counts_as_that() -> None:
    before = _calls(LEFT)
    with pytest.raises(GeneratorExit), measured_call():
        raise GeneratorExit
    assert _calls(LEFT) == before + 1
