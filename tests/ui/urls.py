"""The addresses of the gallery: the pages of ui, and a place to sign out."""

from django.urls import include, path

from sevenfold.ui import views

urlpatterns = [
    path("", include("sevenfold.ui.urls")),
    path("sign-out/", views.help_, name="sign-out"),
]
