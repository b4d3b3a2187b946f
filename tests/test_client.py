"""What the test client adds to a page's own checks: whose names are on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.client import strangers_in
from tests.factories import a_clerk, a_governor, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def amira():
    return a_governor("Amira Khan")


def test_a_name_or_address_is_found_where_the_reader_may_not_see_it(amira):
    ben = a_person("Ben Hale")
    text = f"Amira Khan, Ben Hale ({ben.account.email}), Ben Halestone"

    assert strangers_in(text, amira) == ["Ben Hale", ben.account.email]
    assert strangers_in(text, a_clerk()) == []
    assert strangers_in("Amira Khan, Ben Halestone", amira) == []


def test_looking_for_them_is_no_query_of_the_page(amira):
    with CaptureQueriesContext(connection) as captured:
        strangers_in("Amira Khan", amira)

    assert len(captured) == 0
