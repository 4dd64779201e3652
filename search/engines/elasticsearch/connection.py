"""The line to the cluster."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from elasticsearch import Elasticsearch

# Seconds that a visitor's request waits for the cluster, and that a writer does.
TIMEOUT = 1.0
WRITING = 30.0


class NoCluster(LookupError):
    """No address of a cluster is set."""


def is_configured() -> bool:
    """Whether there is a cluster to ask, alive or not."""
    return bool(settings.ELASTICSEARCH_URLS)


def client(timeout: float | None = None) -> Elasticsearch:
    """The client of this process: it waits for so many seconds (`TIMEOUT`) and tries once. Raises
    `NoCluster`, and when asked, `elasticsearch.ApiError` or `elasticsearch.TransportError`."""
    urls = tuple(settings.ELASTICSEARCH_URLS)
    if not urls:
        raise NoCluster
    return _client(urls).options(request_timeout=timeout or TIMEOUT)


@lru_cache(maxsize=4)
def _client(urls: tuple[str, ...]) -> Elasticsearch:
    # A node that did not answer is asked again soon: this is often the only one.
    return Elasticsearch(
        list(urls), max_retries=0, retry_on_timeout=False, dead_node_backoff_factor=0.1,
        max_dead_node_backoff=1.0,
    )  # fmt: skip


def read_alias(kind: str) -> str:
    """The name under which a kind is searched."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{kind}"


def write_alias(kind: str) -> str:
    """The name under which a kind is written."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{kind}-write"
