"""Measure one size in this process; the last line of output is the figures as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict

import django


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--size", type=int, required=True)
    size = parser.parse_args().size
    django.setup()
    from bench import finding, pages, server, writing
    from bench.prepare import prepare
    from bench.timing import one

    made = prepare(size)
    found = {}
    for part in (finding, pages, server, writing):
        for name, figure in part.figures():
            found[name] = asdict(figure)
    for name, label in (("import", "import all practices"), ("rebuild", "index all practices")):
        found[label] = asdict(one(made[name], "s"))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
