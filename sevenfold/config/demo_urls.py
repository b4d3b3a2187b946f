"""The addresses of a demonstration: its front page stands where a real trust has its home."""

from django.urls import include, path

from .urls import urlpatterns as real

urlpatterns = [path("", include("sevenfold.demo.urls")), *real]
