"""An engine that speaks the protocol of LibreTranslate, which a house may run on a machine of its own.

POST /translate with JSON {q, source, target, format, api_key} is answered by {translatedText}
(https://docs.libretranslate.com). It takes no glossary, so the glossary's words go out as marks and come back as words.
"""

import json
import time
from collections.abc import Sequence
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from crm.strict_json import read_json
from translating.engines import Failed, Refused
from translating.glossary import Entry, protect, restore

NAME = "LibreTranslate"
MOST_BYTES = 1_000_000
CHUNK_BYTES = 65_536
UNKNOWN_LANGUAGE = "auto"
# The language or the text is none that it takes.
NOT_TAKEN = (400, 413, 422)


class _StayHere(HTTPRedirectHandler):
    """What is to be translated goes to the address of the settings, and to no other that this one names."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


def translate(text: str, src: str, tgt: str, glossary: Sequence[Entry]) -> tuple[str, str]:
    marked, meant = protect(text, glossary)
    asked = {"q": marked, "source": src or UNKNOWN_LANGUAGE, "target": tgt, "format": "text"}
    if settings.LIBRETRANSLATE_KEY:
        asked["api_key"] = settings.LIBRETRANSLATE_KEY
    answer = _post(asked)
    translated = answer.get("translatedText") if isinstance(answer, dict) else None
    if not isinstance(translated, str):
        raise Failed
    return restore(translated, meant), NAME


def _post(asked: dict[str, str]) -> Any:
    request = Request(
        f"{settings.LIBRETRANSLATE_URL}/translate",
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Rapport"},
        method="POST",
    )
    until = time.monotonic() + settings.TRANSLATION_SECONDS
    try:
        with build_opener(_StayHere).open(request, timeout=settings.TRANSLATION_SECONDS) as response:
            return read_json(_read(response, until))
    except HTTPError as error:
        raise (Refused if error.code in NOT_TAKEN else Failed) from error
    except (TimeoutError, OSError, HTTPException, ValueError) as error:
        raise Failed from error


def _read(response: HTTPResponse, until: float) -> bytes:
    """The whole body; Failed for one that is too large, or is not there by this moment of the monotonic clock."""
    body = b""
    while chunk := response.read1(CHUNK_BYTES):
        body += chunk
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise Failed
    return body
