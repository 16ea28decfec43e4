"""What the node does by itself about imports."""

from tuyen.platform.imports import actions
from tuyen.platform.outbox.regular import every


@every("10m")
def stop_interrupted() -> None:
    actions.stop_interrupted()


@every("6h")
def forget_old_runs() -> None:
    actions.prune()
