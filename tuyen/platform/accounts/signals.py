"""What follows when allauth tells of a change."""

from typing import Any

from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver

from tuyen.platform.accounts import entrance


def password_is_own_now(user: Any, **_told: Any) -> None:
    """The code of the supervisor has been replaced by a password that only the person knows."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])


@receiver(authenticator_added)
def factor_is_there_now(request: Any, **_told: Any) -> None:
    request.session[entrance.MUST_ENROL] = False
