"""The doors."""

from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sevenfold.access.policy import open_to_all


@open_to_all
@require_safe
def sign_in(request):
    return render(request, "accounts/sign_in.html")


@open_to_all
@require_POST
def sign_out(request):
    logout(request)
    return redirect("/")
