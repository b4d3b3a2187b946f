from datetime import date
from hashlib import sha256

import pytest
from django.core.management import call_command

from sevenfold.ledger import guards
from sevenfold.standards import library
from sevenfold.standards.models import Edition, Provision, Standard
from sevenfold.standards.queries import edition_in_use
from tests.factories import SEVEN

pytestmark = pytest.mark.django_db

VIRTUES = ["trust", "wisdom", "kindness", "justice", "service", "courage", "optimism"]


def everything() -> list[list[tuple]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Standard, Edition, Provision)
    ]


def test_each_edition_states_the_seven_in_their_order_and_the_framework_its_virtues():
    stated = {
        edition.key: list(edition.provisions.values_list("key", flat=True))
        for edition in Edition.objects.all()
    }

    assert stated == {
        "seven-principles-1995": list(SEVEN),
        "seven-principles-2013": list(SEVEN),
        "seven-principles-2021": list(SEVEN),
        "ethical-leadership-2019": [*SEVEN, *VIRTUES],
    }
    assert set(Provision.objects.filter(key__in=VIRTUES).values_list("part", flat=True)) == {
        "virtues"
    }


def test_an_edition_says_when_it_came_whose_it_is_and_what_replaced_it():
    editions = Edition.objects.order_by("effective")

    assert list(editions.values_list("effective", "superseded_by", "standard__owner")) == [
        (date(1995, 5, 11), "seven-principles-2013", "Committee on Standards in Public Life"),
        (date(2013, 1, 17), "seven-principles-2021", "Committee on Standards in Public Life"),
        (
            date(2019, 1, 25),
            None,
            "Ethical Leadership Commission, Association of School and College Leaders",
        ),
        (date(2021, 11, 5), None, "Committee on Standards in Public Life"),
    ]
    assert not editions.filter(licence="").exists()
    assert not editions.filter(source="").exists()


@pytest.mark.parametrize(
    ("on", "key"),
    [
        (date(2021, 11, 4), "seven-principles-2013"),
        (date(2021, 11, 5), "seven-principles-2021"),
        (date(2026, 9, 1), "seven-principles-2021"),
    ],
)
def test_the_edition_in_use_is_the_latest_in_force_on_that_day(on, key):
    assert edition_in_use("seven-principles", on).key == key


def test_before_the_first_edition_none_was_in_use():
    with pytest.raises(Edition.DoesNotExist):
        edition_in_use("ethical-leadership", date(2019, 1, 24))


def test_only_the_newest_wording_asks_for_respect():
    respectful = Provision.objects.filter(
        edition__standard__key="seven-principles", key="leadership", meaning__contains="respect"
    )

    assert [provision.edition.key for provision in respectful] == ["seven-principles-2021"]


def test_private_interests_were_declared_under_honesty_and_are_under_integrity():
    declaring = Provision.objects.filter(
        edition__standard__key="seven-principles", meaning__iregex="declare|say what interests"
    )

    assert list(declaring.order_by("edition__effective").values_list("edition", "key")) == [
        (Edition.objects.get(key=f"seven-principles-{year}").pk, key)
        for year, key in ((1995, "honesty"), (2013, "integrity"), (2021, "integrity"))
    ]


def test_each_of_the_seven_has_three_examples_and_a_story_that_ends_in_a_question():
    edition = Edition.objects.get(key="seven-principles-2021")

    assert [
        (len(each.in_practice.splitlines()), each.dilemma.count("\n"), each.dilemma[-1])
        for each in edition.provisions.all()
    ] == [(3, 1, "?")] * 7


def test_a_digest_is_that_of_the_words_shown():
    for provision in Provision.objects.select_related("edition"):
        assert provision.digest == sha256(provision.wording).hexdigest()


def test_loading_again_changes_nothing():
    before = everything()

    library.load()

    assert everything() == before


def test_new_words_of_a_later_release_take_the_place_of_the_old_ones():
    before = everything()
    changed = Provision.objects.get(edition__key="seven-principles-2021", key="honesty")
    Provision.objects.filter(pk=changed.pk).update(meaning="As it was.", digest="0" * 64)

    library.load()

    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_the_library_is_there_again_after_a_flush():
    guards.remove()
    call_command("flush", interactive=False, verbosity=0)

    assert Provision.objects.count() == 35
