from django.urls import path

from .views import bodies, persons, terms

app_name = "people"

urlpatterns = [
    path("", persons.index, name="index"),
    path("new/", persons.add, name="add"),
    path("invitations/", persons.invitations, name="invitations"),
    path("boards/", bodies.index, name="bodies"),
    path("boards/new/", bodies.add, name="add-body"),
    path("boards/<slug:uid>/", bodies.body, name="body"),
    path("boards/<slug:uid>/rename/", bodies.rename, name="rename-body"),
    path("boards/<slug:uid>/close/", bodies.close, name="close-body"),
    path("academies/new/", bodies.add_academy, name="add-academy"),
    path("academies/<slug:uid>/", bodies.academy, name="academy"),
    path("academies/<slug:uid>/leave/", bodies.release, name="release-academy"),
    path("appoint/", terms.appoint, name="appoint"),
    path("terms/<slug:uid>/renew/", terms.renew, name="renew"),
    path("terms/<slug:uid>/end/", terms.end, name="end"),
    path("terms/<slug:uid>/correct/", terms.correct, name="correct-appointment"),
    path("offices/<slug:uid>/end/", terms.end_office, name="end-office"),
    path("roles/<slug:uid>/end/", persons.revoke, name="revoke"),
    path("<slug:uid>/", persons.person, name="person"),
    path("<slug:uid>/correct/", persons.correct, name="correct"),
    path("<slug:uid>/office/", terms.hold_office, name="hold-office"),
    path("<slug:uid>/invite/", persons.invite, name="invite"),
    path("<slug:uid>/role/", persons.grant, name="grant"),
]
