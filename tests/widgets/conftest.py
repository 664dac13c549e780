"""What the tests of the widgets share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.browser_evaluator import BrowserEvaluator

#: Every run makes the same cases, however slow the machine.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
settings.load_profile("same")


@pytest.fixture(scope="session")
def in_browser() -> Iterator[BrowserEvaluator]:
    """The browser's evaluator, running beside the tests."""
    evaluator = BrowserEvaluator()
    yield evaluator
    evaluator.close()
