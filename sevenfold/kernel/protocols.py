"""What the lower rooms need to know of the things that the upper rooms hand them."""

from typing import Protocol


class HasUid(Protocol):
    """Whatever can be an actor, a subject or an addressee. An actor without one is Sevenfold."""

    uid: str | None
