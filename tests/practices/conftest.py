from __future__ import annotations

import pytest

from hub.models import User

from .library import person


@pytest.fixture
def secretary() -> User:
    return person("secretary", "secretariat")
