"""A view that reads and writes as often as it is told to, in one transaction, and redirects."""

from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.urls import path

SAID = "x" * 600  # About what a row of the evidence book holds.


def bare(request, reads: int, writes: int) -> HttpResponseRedirect:
    with transaction.atomic(), connection.cursor() as cursor:
        for key in range(1, reads + 1):
            cursor.execute("SELECT * FROM people_person WHERE id = %s", [key])
            cursor.fetchall()
        for _ in range(writes):
            cursor.execute("INSERT INTO floor_row (said) VALUES (%s)", [SAID])
    return HttpResponseRedirect("/")


urlpatterns = [path("<int:reads>/<int:writes>/", bare)]
