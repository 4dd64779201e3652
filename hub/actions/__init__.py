"""Every write goes through an action: one function per verb, its module named by the subject.

`hub.actions.core` says what an action is. The verbs of the ground floor stand beside it.
"""

from hub.actions.core import Act, Actor, KeyReused, NotAllowed, Refused, action, changed, system

__all__ = ["Act", "Actor", "KeyReused", "NotAllowed", "Refused", "action", "changed", "system"]
