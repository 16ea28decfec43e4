"""python -m tuyen."""


def main() -> None:
    from tuyen.edge.cli.app import app

    app()


if __name__ == "__main__":
    main()
