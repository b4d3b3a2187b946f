from django.urls import path

from .views import links, prove, sign_in, ways_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/second-step/", sign_in.second_step, name="second-step"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey-sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("prove/", prove.prove, name="prove"),
    path("prove/passkey/", prove.passkey_question, name="passkey-prove"),
    path("prove/carry-on/", prove.carry_on, name="carry-on"),
    path("second-factor/", prove.second_factor, name="second-factor"),
    path("ways-in/", ways_in.ways_in, name="ways-in"),
    path("ways-in/passkey/", ways_in.add_passkey, name="passkey-add"),
    path("ways-in/passkey/question/", ways_in.passkey_question, name="passkey-question"),
    path("ways-in/passkeys/<int:pk>/remove/", ways_in.remove_passkey, name="passkey-remove"),
    path("ways-in/app/", ways_in.set_up_app, name="app"),
    path("ways-in/app/remove/", ways_in.remove_app, name="app-remove"),
    path("ways-in/recovery-codes/", ways_in.recovery_codes, name="recovery-codes"),
    path("ways-in/recovery-codes/new/", ways_in.renew_codes, name="recovery-codes-new"),
    path("ways-in/sign-out-everywhere/", ways_in.sign_out_everywhere, name="sign-out-everywhere"),
    path("link/<str:token>/", links.link, name="link"),
    path("link/<str:token>/again/", links.again, name="link-again"),
]
