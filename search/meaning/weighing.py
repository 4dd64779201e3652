"""How meaning is weighed beside words, for any engine. Chosen on the judged queries
(docs/evaluation.md)."""

from __future__ import annotations

# How much meaning counts beside words, each scaled to 1 for the best of a question.
WEIGHT = 0.4
# Below this cosine nothing is close: letters that are no word reach 0.32, and what has nothing to
# do with the library 0.29.
CUT = 0.38
# Nor is what is so much farther than the closest of all.
BESIDE = 0.8
