"""Refusals that a user reads. The sentence says what is missing or what to do next."""

from typing import Any


class Refused(Exception):
    """The action may not be done now. Nothing was written; what was typed is kept.

    offer: what would do instead, as a program writes it in `field` (an ISO day).
    """

    status = 422

    def __init__(
        self, message: Any, *, field: str = "", code: str = "refused", offer: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        self.offer = offer


class NotPermitted(Refused):
    """This person may not do this. What one may not *see* is a 404 instead."""

    status = 403

    def __init__(self, message: Any, *, field: str = "", code: str = "forbidden") -> None:
        super().__init__(message, field=field, code=code)


class Stale(Refused):
    """Somebody changed the record since this form was opened."""

    status = 409

    def __init__(self, message: Any, *, field: str = "", code: str = "stale") -> None:
        super().__init__(message, field=field, code=code)


class LockedDay(Exception):
    """The act is sound, but its day is closed: it waits for a reason and comes again with it.

    No Refused: a form has nothing to mend. The page that asks sends the same form with `late_reason`.
    """

    status = 422
    code = "locked_day"

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message
