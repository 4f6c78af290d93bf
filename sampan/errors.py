"""The error of this package.

AppError
└─ ClosedError          what is asked was closed
"""

from corpus.errors import AppError


class ClosedError(AppError):
    """It was closed, and answers nothing any more."""

    def __init__(self) -> None:
        super().__init__("this Sampan was closed; open another one")
