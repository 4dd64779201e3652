"""Forms that carry out an action."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from hub.actions import Refused

Answer = dict[str, Any]


def new_key() -> str:
    return uuid.uuid4().hex


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing before it was sent, also when all of it was left empty."""
    return request.POST if request.method == "POST" else None


class KeyedForm(forms.Form):
    """A form whose sending is one action, however often it is sent: its key is made with it."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80, initial=new_key)

    def carry_out(self, run: Callable[..., Answer], **payload: Any) -> Answer | None:
        """Run the action; what it refuses stands beside the fields, and the answer is None."""
        try:
            return run(key=self.cleaned_data["key"], **payload)
        except Refused as refusal:
            for name, message in refusal.messages.items():
                self.add_error(name if name in self.fields else None, message)
            return None
