"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from hub import health


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; it asks nothing else."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, 503 when not; `degraded` names what works less well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        degraded = health.degraded()
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "down"}, status=503)
    return JsonResponse({"status": "ready", "database": "up", "degraded": degraded})
