from django.urls import path

from . import views

app_name = "induction"

urlpatterns = [
    path("", views.start, name="start"),
    path("principles/<slug:key>/", views.principle, name="principle"),
    path("steps/<slug:key>/", views.step, name="step"),
    path("receipts/<slug:event>/", views.receipt, name="receipt"),
    path("receipts/<slug:event>/proof", views.proof, name="proof"),
    path("receipts/<slug:event>/certificate.pdf", views.certificate, name="certificate"),
    path("standing/", views.standing, name="standing"),
    path("list/", views.edit, name="edit"),
]
