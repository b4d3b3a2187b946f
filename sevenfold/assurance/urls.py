from django.urls import path

from . import views

app_name = "assurance"

urlpatterns = [
    path("statement/", views.statement, name="statement"),
    path("statement/<str:line>/<int:period>/<slug:state>/", views.who, name="who"),
    path("asked/", views.asked, name="asked"),
]
