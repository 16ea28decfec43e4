"""The second signature of a paper, where the form has one."""

from django.http import HttpRequest

from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.platform.access.doors import who_asks
from tuyen.platform.accounts.second_signature import signed_beside


def second_of(request: HttpRequest) -> Second | None:
    """None where nobody signed; Refused where the password is wrong."""
    name, password = request.POST.get("second", ""), request.POST.get("password", "")
    if not name.strip():
        return None
    account = signed_beside(request, name, password, who_asks(request).unit_id)
    return Second(account.pk, account.full_name)
