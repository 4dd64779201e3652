"""Pages for who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from hub.views.errors import signed_out, typed

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Others sign in first and come back; what they have written meanwhile is shown to them."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if typed(request):
            return signed_out(request)
        return redirect_to_login(request.get_full_path())

    return wrapper
