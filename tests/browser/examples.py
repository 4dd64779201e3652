"""What the browser tests need beside the shipped practices, plainly made up.

`python -m tests.browser.examples` makes it on the run that the environment names, and prints as
JSON under which address each of it stands.
"""

from __future__ import annotations

import json
from typing import Any

import django

TITLE = "Permits at the quay"
TEXTS = {
    "fr": {
        "title": "Permis délivrés sur le quai",
        "summary": "Un guichet imaginaire délivre des permis de travail le jour même.",
        "origin": "human",
    },
    "ar": {
        "title": "تصاريح على الرصيف",
        "summary": "مكتب خيالي يمنح تصاريح العمل في اليوم نفسه.",
        "origin": "machine",
    },
}


def make() -> dict[str, str]:
    """The addresses, below `/<language>/`, by what stands there."""
    from hub import invitation_tokens, trial
    from hub.actions.core import system
    from hub.actions.joining_organisations import register_organisation
    from hub.actions.joining_requests import request_to_join
    from hub.models import Organisation
    from practices.actions import publish_text
    from tests.hub.organisations import invited, organisation, person
    from tests.practices.library import published, text_in

    trial.make_people()
    association = Organisation.objects.get(name=trial.ORGANISATION)
    practice = published(association, title=TITLE)
    for language, content in TEXTS.items():
        publish_text(by=system, text=text_in(language, practice, **content))
    asks = person("Example Asker")
    asked = request_to_join(by=asks, organisation=association, evidence="An example page.")
    registered, _second = (
        register_organisation(
            by=person("Example Founder"),
            facts={"name": name, "name_language": "en", "kind": "civil-society"},
            evidence="An example page.",
        )
        for name in ("Example Harbour League", "Example Ferry Union")
    )
    open_to_all = organisation("Example Island Board")
    invitation, second = (
        invited(association, f"example-{guest}@example.org") for guest in ("guest", "listener")
    )
    return {
        **screened(association),
        **discussed(),
        "practice": f"practices/{practice.slug}/",
        "association": f"organisations/{association.pk}/",
        "open organisation": f"organisations/{open_to_all.pk}/",
        "request to join": f"join/requests/{asked['request']}/",
        "registration": f"join/requests/{registered['request']}/",
        "invitation": f"join/{invitation_tokens.token_of(invitation.seed)}/",
        "second invitation": f"join/{invitation_tokens.token_of(second.seed)}/",
    }


def discussed() -> dict[str, str]:
    """The space that a trial run shows: an open topic with a post in it, and a closed one."""
    from discussions.models import Space
    from discussions.setting_up import make_examples

    make_examples()
    space = Space.objects.get(is_example=True)
    asked, closed = space.topics.order_by("number")
    first = asked.posts.published().order_by("position")[0]
    return {
        "space": f"spaces/{space.slug}/",
        "topic": f"spaces/topics/{asked.pk}/",
        "closed topic": f"spaces/topics/{closed.pk}/",
        "post": f"spaces/posts/{first.pk}/",
        "answer": f"spaces/topics/{asked.pk}/write/?to={first.pk}&quote=1",
    }


def screened(association: Any) -> dict[str, str]:
    """A draft, and practices that are being read, offered for review, ready to be decided and
    sent back."""
    from hub.actions.core import system
    from practices.models import ScreeningRound
    from practices.screening import actions
    from tests.browser import screeners
    from tests.practices.library import drafted
    from tests.practices.screening import LICENCE, a_reason, finding, speak, submittable

    people = list(screeners.ready().values())
    rounds = {}
    for name in ("offered", "read", "decided", "returned"):
        practice, _text = submittable(association, title=f"Example {name}")
        answer = actions.submit(by=system, practice=practice, licence=LICENCE, language="en")
        round = rounds[name] = ScreeningRound.objects.get(pk=answer["round"])
        actions.take_in(by=system, round=round)
        actions.pass_eligibility(by=system, round=round)
        actions.assign(by=system, round=round, reviewers=screeners.people(people))
        if name == "offered":
            continue
        for each in round.assignments.all():
            actions.declare(by=each.reviewer, assignment=each, conflict=False)
            if name == "read":
                finding(each, "replicable", "partly-met", private_note="An example note.")
            else:
                speak(each, "changes", {"replicable": "not-met"})
    actions.request_changes(by=system, round=rounds["returned"], reasons=[a_reason()])
    draft, _text = drafted(association, title="Example draft")
    drafts = "practices/drafts/"
    return {
        "draft": f"{drafts}{draft.pk}/",
        "returned": f"{drafts}{rounds['returned'].practice_id}/",
        "submitted": f"{drafts}{rounds['read'].practice_id}/",
        **{f"round {name}": f"{round.pk}/" for name, round in rounds.items()},
        "screener": f"{people[0]}/",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))  # noqa: T201  (whoever started it reads it)
