"""What requests are refused with."""

from starlette.exceptions import HTTPException


class ProblemError(HTTPException):
    """Something to be told as a problem with this status; its sentence is a phrase of ours.

    It is one of those that FastAPI lets pass where it takes all others for a body out of order.
    """

    def __init__(
        self, status: int, phrase: str, *, headers: dict[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(status, phrase, headers)
        self.phrase = phrase
        self.values = values
