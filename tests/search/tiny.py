"""A small encoder for tests: what sentences mean is decided here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Words of one line mean the same; no vocabulary knows them.
MEANINGS = (("florbel", "quindar"), ("tarmose", "wexlion"), ("juggrim", "nophest"))


class TinyEncoder:
    """A direction for each line of MEANINGS, one for all other sentences, and one for what is no
    sentence."""

    name = "tiny 1"
    dimensions = len(MEANINGS) + 2

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(sentences), TinyEncoder.dimensions), np.float32)
        for row, sentence in zip(rows, sentences, strict=True):
            for place, words in enumerate(MEANINGS):
                row[place] = any(word in sentence.lower() for word in words)
            if row.any():
                row[-2] = 0.2
            else:
                row[-2 if sentence.endswith(".") else -1] = 1.0
            row /= np.linalg.norm(row)
        return rows


class WideEncoder(TinyEncoder):
    """The same with as many numbers as a cluster keeps."""

    name = "wide 1"
    dimensions = 512

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(sentences), self.dimensions), np.float32)
        rows[:, : TinyEncoder.dimensions] = TinyEncoder.encode(self, sentences)
        return rows
