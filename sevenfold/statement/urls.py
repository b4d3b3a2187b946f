from django.urls import path

from . import views

app_name = "statement"

urlpatterns = [
    path("versions/", views.versions, name="versions"),
    path("versions/new/", views.new, name="new"),
    path("versions/<int:number>/", views.version, name="version"),
    path("versions/<int:number>/adopt/", views.adopt, name="adopt"),
    path("clauses/<slug:uid>/ask/", views.ask, name="ask"),
    path("clauses/<slug:uid>/ask/<slug:kind>/", views.ask_for, name="ask-for"),
]
