"""Sessions in the database, with the account in a column of its own, ending by the clock of the house."""

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tuyen.core import clock
from tuyen.platform.accounts.models import AccountSession


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        row = super().create_model_instance(data)
        assert isinstance(row, AccountSession)
        row.account_id = data.get(SESSION_KEY)
        return row

    def get_expiry_date(self, **about: Any) -> dt.datetime:
        about.setdefault("modification", clock.now())
        return super().get_expiry_date(**about)
