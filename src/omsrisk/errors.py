"""The errors a caller can meet, besides findings: what kept omsrisk from running."""


class OmsriskError(Exception):
    """
    Something kept omsrisk from doing what was asked: exit code 2.

    Attributes:
        message: What happened, in one sentence.
        hint: What to do about it, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OmsriskError):
    """The command line, or a caller, asks for what cannot be."""


class CannotReadError(OmsriskError):
    """The bytes of a file cannot be fetched."""


class CannotWriteError(OmsriskError):
    """A result cannot be written."""
