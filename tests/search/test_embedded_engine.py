from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from search.engines.embedded import frequencies
from search.engines.embedded.engine import EmbeddedEngine

from .engine_contract import EngineContract

pytestmark = pytest.mark.django_db


class TestEmbeddedEngine(EngineContract):
    @pytest.fixture
    def engine(self) -> EmbeddedEngine:
        return EmbeddedEngine()

    @pytest.fixture
    def refreshed(self) -> Callable[[], Any]:
        return frequencies.refresh
