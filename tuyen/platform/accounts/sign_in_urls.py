"""The pages of allauth that we use, under the names that it knows; no sign-up, no mail, no reset by mail."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from tuyen.platform.access.doors import open_to_all
from tuyen.platform.accounts import views

_sign_in = open_to_all("the sign-in itself: there is nobody yet")
_own = open_to_all("allauth asks for the password again; concerns only who is signed in")

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", _sign_in(account.logout), name="account_logout"),
    path("inactive/", _sign_in(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("password/", _own(account.password_change), name="account_change_password"),
    path("2fa/", _own(factors.index), name="mfa_index"),
    path("2fa/authenticate/", _sign_in(factors.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/generate/",
        _own(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/codes/download/",
        _own(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/keys/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/keys/add/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/keys/login/", _sign_in(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/keys/reauthenticate/",
        _own(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/keys/<int:pk>/remove/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
