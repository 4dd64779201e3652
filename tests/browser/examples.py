"""What the browser tests need beside the shipped practices, plainly made up.

`python -m tests.browser.examples` makes it on the run that the environment names, and prints as
JSON under which address each of it stands.
"""

from __future__ import annotations

import json

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
        "practice": f"practices/{practice.slug}/",
        "association": f"organisations/{association.pk}/",
        "open organisation": f"organisations/{open_to_all.pk}/",
        "request to join": f"join/requests/{asked['request']}/",
        "registration": f"join/requests/{registered['request']}/",
        "invitation": f"join/{invitation_tokens.token_of(invitation.seed)}/",
        "second invitation": f"join/{invitation_tokens.token_of(second.seed)}/",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))  # noqa: T201  (whoever started it reads it)
