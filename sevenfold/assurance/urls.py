from django.urls import path

from . import views

app_name = "assurance"

urlpatterns = [
    path("set-up/", views.set_up, name="set-up"),
    path("set-up/trust/", views.describe, name="describe"),
    path("set-up/trust/letter/", views.try_mail, name="try-mail"),
    path("statement/", views.statement, name="statement"),
    path("statement/<str:line>/<int:period>/<slug:state>/", views.who, name="who"),
    path("check/", views.check, name="check"),
    path("check/<slug:name>.<slug:ending>", views.checker, name="checker"),
    path("asked/", views.asked, name="asked"),
]
