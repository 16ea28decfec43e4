"""One request at a time runs Python in a process; whoever waits for long lets the next one through."""

from tuyen.platform.turnstile.line import let_go, through, turn

__all__ = ["let_go", "through", "turn"]
