"""The addresses: one line for each room."""

from django.urls import include, path

from sevenfold.assurance.views import home

urlpatterns = [
    path("", home),
    path("home/", home, name="home"),
    path("", include("sevenfold.accounts.urls")),
    path("people/", include("sevenfold.people.urls")),
    path("conduct/", include("sevenfold.conduct.urls")),
    path("induction/", include("sevenfold.induction.urls")),
    path("statement/", include("sevenfold.statement.urls")),
    path("", include("sevenfold.assurance.urls")),
    path("", include("sevenfold.ui.urls")),
]
