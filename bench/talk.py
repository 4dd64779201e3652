"""Measure discussions on the database that the environment names; the last line of output is the
figures as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from bench import replies, topics

    call_command("migrate", verbosity=0, interactive=False)
    found = {}
    for part in (topics, replies):
        for name, figure in part.figures():
            found[name] = asdict(figure)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
