"""Every error's HTTP status, in one table, and the one shape errors have on the wire."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from diaphane.base import errors
from diaphane.base.log import logger

STATUS: Mapping[type[errors.DiaphaneError], int] = {
    errors.BadInput: 422,
    errors.TooLarge: 413,
    errors.NotSignedIn: 401,
    errors.Refused: 403,
    errors.NotHere: 404,
    errors.Conflict: 409,
    errors.Busy: 503,
    errors.TooOften: 429,
    errors.Full: 507,
    errors.IntegrityFailed: 500,
    errors.UnsafeSettings: 500,
}
"""A test holds this table complete. A subclass without a line of its own has its parent's."""

RETRY_AFTER_S = 2
UNEXPECTED = "Something went wrong here; it was written down under this request's id. Try again, and tell the operator if it stays."
SAYINGS: Mapping[int, tuple[str, str]] = {
    404: ("not_here", errors.NotHere().message),
    405: ("api.method", "This address does not answer to that method."),
}


def status_of(error: errors.DiaphaneError) -> int:
    """The HTTP status of an expected error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, code: str, message: str, request_id: str, wait_s: int = RETRY_AFTER_S) -> Response:
    """An error answer; `wait_s` goes with those that say: later."""
    headers = {"Cache-Control": "no-store"}
    if status in {429, 503}:
        headers["Retry-After"] = str(wait_s)
    return JSONResponse({"error": {"code": code, "message": message, "request_id": request_id}}, status, headers)


def install(app: FastAPI) -> None:
    """Give every way a request can fail the one shape."""
    app.add_exception_handler(errors.DiaphaneError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def request_id(request: Request) -> str:
    """The id that the door gave this request."""
    found: str = request.scope.get("diaphane.request_id", "")
    return found


def log_unexpected(error: BaseException) -> None:
    """Write down where an unexpected error came from, but not its words: they may quote what a patient's file held."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rpartition('/site-packages/')[2].rpartition('/src/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    logger("api").error("request.failed", kind=type(error).__name__, where=where[-12:])


def _expected(request: Request, error: Exception) -> Response:
    if not isinstance(error, errors.DiaphaneError):
        raise error
    if isinstance(error, (errors.IntegrityFailed, errors.UnsafeSettings)):
        logger("api").error("request.alarm", code=error.code)
    answer = problem(status_of(error), error.code, error.message, request_id(request))
    if isinstance(error, errors.TooOften):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    """Say which field is wrong and why, never what it held."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [f"{'.'.join(str(step) for step in fault['loc'][1:]) or 'body'}: {fault['msg']}" for fault in error.errors()[:5]]
    return problem(422, "api.invalid", f"The request does not fit: {'; '.join(faults)}.", request_id(request))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code, message = SAYINGS.get(error.status_code, ("api.refused", str(error.detail)))
    answer = problem(error.status_code, code, message, request_id(request))
    answer.headers.update(error.headers or {})
    return answer


def _unexpected(request: Request, error: Exception) -> Response:
    log_unexpected(error)
    return problem(500, "unexpected", UNEXPECTED, request_id(request))
