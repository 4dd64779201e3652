"""Which state of a space or a topic an editor saw, so that nobody writes over what another wrote
meanwhile."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from discussions.models import Space, Topic


def of_space(space: Space) -> str:
    """Another one for any other text or fact that its form shows."""
    texts = space.texts.order_by("language").values_list(
        "language", "title", "introduction", "audience"
    )
    facts = [
        space.original_language,
        space.visibility,
        space.languages,
        space.may_withhold_names,
        space.opens_at,
        list(space.objectives.values_list("number", flat=True)),
    ]
    return _digest([list(texts), facts])


def of_topic(topic: Topic) -> str:
    """As `of_space`."""
    texts = topic.texts.order_by("language").values_list("language", "question", "context")
    subjects = topic.subjects.order_by("kind", "object_id").values_list("kind", "object_id")
    facts = [topic.original_language, topic.opens_at]
    return _digest([list(texts), list(subjects), facts])


def changed_meanwhile() -> str:
    """What an editor is told who saw another state."""
    return _(
        "Somebody else has changed it since you opened this page. Your text is below: look at "
        "theirs in another window, bring both together, and save again."
    )


def _digest(facts: Any) -> str:
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
