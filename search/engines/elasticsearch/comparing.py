"""What the cluster keeps, to be compared with the rows."""

from __future__ import annotations

from elasticsearch import Elasticsearch

# Documents of one answer.
PAGE = 5_000
WAIT = "1m"


def kept(client: Elasticsearch, index: str) -> dict[int, str]:
    """By object, the digest of the document that an index or alias has; without those that are
    gone."""
    found: dict[int, str] = {}
    point = client.open_point_in_time(index=index, keep_alive=WAIT)["id"]
    after: list[object] | None = None
    try:
        while True:
            answer = client.search(
                pit={"id": point, "keep_alive": WAIT}, size=PAGE,
                source_includes=["object_id", "digest"],
                query={"exists": {"field": "object_id"}}, sort=["_shard_doc"],
                search_after=after, track_total_hits=False,
            )  # fmt: skip
            hits = answer["hits"]["hits"]
            for hit in hits:
                found[int(hit["_source"]["object_id"])] = hit["_source"].get("digest", "")
            if len(hits) < PAGE:
                return found
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=point)
