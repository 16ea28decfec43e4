"""What is asked for: the same five words on the station and at the supervisor's."""

from dataclasses import dataclass

from tuyen.core.text import nfc
from tuyen.platform.rescue import rules


@dataclass(frozen=True)
class Asked:
    """A number, what for, for which sign-in name; the role only where an account is made."""

    number: str
    purpose: str
    username: str
    role: str = ""

    @classmethod
    def heard(cls, number: str, purpose: str, username: str, role: str = "") -> "Asked":
        """As typed by whoever heard it."""
        name = nfc(username).strip().lower()
        return cls(rules.only_digits(number), purpose, name, role if purpose == "create" else "")

    def columns(self) -> dict[str, str]:
        return {
            "number": self.number,
            "purpose": self.purpose,
            "username": self.username,
            "role": self.role,
        }
