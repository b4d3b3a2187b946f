from django.urls import path

from . import views

app_name = "demo"

urlpatterns = [
    path("", views.front, name="front"),
    path("letters/", views.letters, name="letters"),
    path("read/", views.read_own, name="read-own"),
    path("look-as/<slug:uid>/", views.look_as, name="look-as"),
]
