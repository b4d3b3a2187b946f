from django.urls import path

from . import views

app_name = "conduct"

urlpatterns = [
    path("", views.code, name="code"),
    path("approve/", views.approve, name="approve"),
    path("issues/<slug:uid>/words.txt", views.words, name="words"),
    path("receipts/<slug:event>/", views.receipt, name="receipt"),
    path("receipts/<slug:event>/proof", views.proof, name="proof"),
    path("receipts/<slug:event>/certificate.pdf", views.certificate, name="certificate"),
]
