"""Walks through the product in a browser, on a server of their own."""

from collections.abc import Callable

import pytest
from django.conf import settings

from sevenfold.access.policy import Actor
from tests.client import ReadingClient


@pytest.fixture
def enter(live_server) -> Callable[..., None]:
    """Opens an address in this page as that person, who is signed in."""

    def open_as(page, actor: Actor, path: str) -> None:
        client = ReadingClient()  # A session of its own: signing in again would end the last one.
        client.enter(actor)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        page.goto(live_server.url + path)

    return open_as
