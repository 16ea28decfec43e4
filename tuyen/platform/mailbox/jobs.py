"""What mailboxes need each day. Feeding is done by whoever sends."""

from tuyen.platform.mailbox import retention
from tuyen.platform.outbox.regular import every


@every("1d")
def end_of_holding() -> None:
    retention.ask_to_forget()
