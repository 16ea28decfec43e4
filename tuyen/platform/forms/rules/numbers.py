"""Numbers as digits: never 5e+06."""


def plain(value: float) -> str:
    """5000000, 12.5: a point for decimals, no zeros at the end, no thousands mark."""
    if value == int(value):
        return str(int(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def spoken(value: float) -> str:
    """The same with a comma, as it is read aloud."""
    return plain(value).replace(".", ",")
