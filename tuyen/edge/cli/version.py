"""tuyen version"""

from tuyen import __version__
from tuyen.edge.cli.console import AsJson, answer, commands

app = commands()


@app.command()
def version(as_json: AsJson = False) -> None:
    answer({"version": __version__}, as_json=as_json, text=f"Tuyến {__version__}")
