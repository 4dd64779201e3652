from __future__ import annotations

import pytest

from hub.models import User
from practices.models import Practice

from .library import imported, person
from .reading import ARABIC


@pytest.fixture
def secretary() -> User:
    return person("secretary", "secretariat")


@pytest.fixture
def many() -> Practice:
    """A practice with four texts: an Arabic original, two people's translations, a machine's."""
    return imported(
        **ARABIC,
        texts=[
            {"language": "en", "title": "Work permits", "summary": "A desk."},
            {"language": "fr", "title": "Permis", "summary": "Un guichet.", "origin": "machine"},
            {"language": "pt-BR", "title": "Licenças", "summary": "Um balcão."},
        ],
    )
