"""Guards refuse what Django's flush does after a test with real transactions."""

import pytest

from sevenfold.ledger import guards


@pytest.fixture(autouse=True)
def guards_down_before_flush(request):
    """Takes the guards down once such a test is over; the flush puts them up again."""
    marker = request.node.get_closest_marker("django_db")
    real = marker is not None and marker.kwargs.get("transaction", False)
    if not real and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # Set up first, so that it is torn down last.
    yield
    guards.remove()
