"""Why a file is not taken, by name; `sentences.py` says it to the user. No Django here."""


class Unacceptable(ValueError):
    """Reasons: not_dicom, preamble, cut_off, malformed, deflated, syntax, nested, too_many_elements,
    bomb, too_large_frame, no_picture, no_identity.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
