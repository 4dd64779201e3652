"""Measure discussions on the database, and with the Redis, that the environment names; the last
line of output is the figures as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import django

SOCKETS = [200, 1_000]
ROUNDS = 20


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from bench import live, replies, topics

    call_command("migrate", verbosity=0, interactive=False)
    found = {}
    for part in (topics, replies):
        for name, figure in part.figures():
            found[name] = asdict(figure)
    for name, figure in live.figures(SOCKETS, ROUNDS).items():
        found[name] = asdict(figure)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
