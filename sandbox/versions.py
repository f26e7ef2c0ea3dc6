"""API versions: the header's words, put in order."""

from sandbox.errors import ApiError
from sandbox.knobs import Knobs

OLDEST, NEWEST_NUMBERED, PREVIEW = 7, 16, 100


def parse_version(text: str | None, knobs: Knobs) -> int:
    """The minor number of a 2.x version, or PREVIEW; 400 for a word that is no version."""
    word = text or knobs.default_version
    if word == "Unstable" or (word == "Preview" and (knobs.accept_preview_word or text is None)):
        return PREVIEW
    major, _, minor = word.partition(".")
    if major == "2" and minor.isdigit() and OLDEST <= int(minor) <= NEWEST_NUMBERED:
        return int(minor)
    raise invalid_version("Requested version is not available.")


def invalid_version(
    message: str = "Requested resource is not available in current API version.",
) -> ApiError:
    """400 for a version that does not exist or lacks the path."""
    return ApiError(400, "intercom_version_invalid", message)
