"""The network, politely: one client that all services share.

It keeps answers on disk, asks each host no more often than it allows, tries again after a passing fault (with waits
that double, at random within a quarter, or as ``Retry-After`` says), bounds what it takes, and says in one line why it
gave up. httpx is imported with the first request.

Where answers are kept: ``KG_CACHE``, else ``$XDG_CACHE_HOME/paperkg``, else ``~/.cache/paperkg``.
``KG_ENDPOINTS="api.openalex.org=http://127.0.0.1:8000,..."`` sends a host's requests elsewhere (a mirror, a test).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from kg.version import __version__

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"paperkg/{__version__} (a reader of research papers)"
#: Seconds between requests to a host. arXiv's terms ask for three; an introductory key of Semantic Scholar allows one
#: request a second.
PAUSES = {"export.arxiv.org": 3.0, "arxiv.org": 3.0, "api.semanticscholar.org": 1.0, "huggingface.co": 0.5}
PAUSE = 0.2
TIMEOUT = 30.0
TRIES = 5
#: Longest wait that a server may ask for, in seconds; a longer one is told to the person instead.
LONGEST_WAIT = 120.0
FIRST_WAIT = 1.0
LARGEST_ANSWER = 256 << 20
#: How long a kept answer is used without asking again, in seconds: about given papers or a given day, of a search, and
#: of a list that changes through the day.
FRESH = 7 * 86_400
FRESH_SEARCH = 86_400
FRESH_LIST = 3_600
_PASSING = (408, 425, 429, 500, 502, 503, 504)
#: Parameters that are secret: no part of what is kept or said, as headers are not.
_SECRET = ("api_key",)


class RequestError(Exception):
    """A request that got no usable answer; the text says why, for a person.

    Attributes:
        status: of the last answer, or 0 if there was none.
    """

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: what was asked, without secrets.
        body: the content, unpacked.
        kept: whether it came from the disk.
    """

    url: str
    body: bytes
    kept: bool = False

    def json(self) -> Any:
        """Return the content, decoded.

        Raises:
            RequestError: if it is no JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            start = self.body[:60].decode("utf-8", "replace").strip()
            raise RequestError(f"{_host(self.url)} answered with something else than JSON ({start} ...)") from None


class Client:
    """Asks servers, or the disk.

    Args:
        cache: folder of the kept answers; None keeps none.
        offline: whether only kept answers may be used, of whatever age.
        notify: told about waits.
        sleep: how to wait.
        clock: the time in seconds, for waits between requests.
    """

    def __init__(
        self,
        cache: Path | None = None,
        *,
        offline: bool = False,
        notify: Callable[[str], None] = lambda text: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = TIMEOUT,
        pauses: Mapping[str, float] | None = None,
    ) -> None:
        self._cache = cache
        self._offline = offline
        self._notify = notify
        self._sleep = sleep
        self._clock = clock
        self._timeout = timeout
        self._pauses = PAUSES if pauses is None else pauses
        self._endpoints = _endpoints(os.environ.get("KG_ENDPOINTS", ""))
        self._asked: dict[str, float] = {}
        self._http: httpx.Client | None = None

    def close(self) -> None:
        """Close all connections."""
        if self._http is not None:
            self._http.close()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        fresh: float | None = None,
    ) -> Answer:
        """Ask for an address.

        Args:
            url: the address.
            params: added to it.
            headers: sent with it.
            fresh: how old a kept answer may be, in seconds; :data:`FRESH` if None.

        Raises:
            RequestError: if there is no usable answer.
        """
        return self._ask("GET", url, dict(params or {}), dict(headers or {}), None, FRESH if fresh is None else fresh)

    def post(
        self, url: str, content: Any, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send JSON to an address.

        Raises:
            RequestError: if there is no usable answer.
        """
        return self._ask("POST", url, dict(params or {}), dict(headers or {}), content, FRESH)

    def _ask(
        self, method: str, url: str, params: dict[str, str], headers: dict[str, str], content: Any, fresh: float
    ) -> Answer:
        shown = _with_params(url, {k: v for k, v in params.items() if k not in _SECRET})
        body = b"" if content is None else json.dumps(content, sort_keys=True).encode()
        file = self._file(method, shown, body)
        if file is not None and (kept := self._kept(file, shown, fresh)) is not None:
            return kept
        if self._offline:
            raise RequestError(f"not in the cache, and --offline forbids to ask {_host(url)}")
        answer = Answer(shown, self._fetch(method, url, params, headers, body))
        if file is not None:
            _keep(file, answer.body)
        return answer

    def _file(self, method: str, shown: str, body: bytes) -> Path | None:
        if self._cache is None:
            return None
        key = hashlib.sha256(b"\0".join((method.encode(), shown.encode(), body))).hexdigest()
        return self._cache / key[:2] / key

    def _kept(self, file: Path, shown: str, fresh: float) -> Answer | None:
        try:
            age = time.time() - file.stat().st_mtime
            if self._offline or age < fresh:
                return Answer(shown, file.read_bytes(), kept=True)
        except OSError:
            pass
        return None

    def _fetch(self, method: str, url: str, params: dict[str, str], headers: dict[str, str], body: bytes) -> bytes:
        """Ask until there is an answer or no hope."""
        import httpx

        host = _host(url)
        for attempt in range(1, TRIES + 1):
            self._pause(host)
            wait: float | None = None
            status = 0
            try:
                status, wait, answer = self._once(method, url, params, headers, body)
                if status == 200:
                    return answer
                reason = _reason(host, status, answer)
            except httpx.ConnectError:
                reason = f"{host} cannot be reached: no network, or the service is down"
            except httpx.TimeoutException:
                reason = f"{host} did not answer within {self._timeout:g} s"
            except httpx.TransportError as error:
                reason = f"the answer of {host} broke off ({error})"
            except httpx.HTTPError as error:
                raise RequestError(f"{host}: {error}") from None
            except httpx.InvalidURL as error:
                raise RequestError(f"no address: {error}") from None
            if status and status not in _PASSING:
                raise RequestError(reason, status)
            if wait is not None and wait > LONGEST_WAIT:
                raise RequestError(f"{reason}; it asks to wait {wait:,.0f} s, so try again later", status)
            if attempt == TRIES:
                raise RequestError(f"{reason}; given up after {TRIES} tries", status)
            if wait is None:
                wait = FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
            if wait >= 2:
                self._notify(f"{reason}; trying again in {wait:.0f} s")
            self._sleep(wait)
        raise AssertionError("not reached")

    def _once(
        self, method: str, url: str, params: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, float | None, bytes]:
        """Ask once; return the status, how long the server asks to wait, and the content."""
        import httpx

        if self._http is None:
            self._http = httpx.Client(follow_redirects=True, timeout=self._timeout, headers={"User-Agent": USER_AGENT})
        own = {"Content-Type": "application/json"} if body else {}
        address = self._endpoint(url)
        with self._http.stream(
            method, address, params=params or None, headers={**own, **headers}, content=body or None
        ) as got:
            data = bytearray()
            for part in got.iter_bytes():
                data += part
                if len(data) > LARGEST_ANSWER:
                    raise RequestError(f"the answer of {_host(url)} is larger than {LARGEST_ANSWER >> 20} MB: not read")
            return got.status_code, _retry_after(got.headers.get("Retry-After", "")), bytes(data)

    def _pause(self, host: str) -> None:
        """Wait until the host may be asked again."""
        now = self._clock()
        ready = self._asked.get(host, float("-inf")) + self._pauses.get(host, PAUSE)
        if ready > now:
            self._sleep(ready - now)
        self._asked[host] = max(now, ready)

    def _endpoint(self, url: str) -> str:
        other = self._endpoints.get(_host(url))
        if other is None:
            return url
        parts = urlsplit(url)
        return other.rstrip("/") + urlunsplit(("", "", parts.path, parts.query, ""))


def cache_folder() -> Path:
    """Return the folder in which answers are kept."""
    if own := os.environ.get("KG_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "paperkg"


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _with_params(url: str, params: Mapping[str, str]) -> str:
    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(sorted(params.items()))}"


def _endpoints(text: str) -> dict[str, str]:
    pairs = (entry.partition("=") for entry in text.split(",") if "=" in entry)
    return {host.strip(): url.strip() for host, _, url in pairs}


def _keep(file: Path, body: bytes) -> None:
    """Keep an answer; a full or forbidden disk costs the cache, not the answer."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        os.replace(name, file)


def _retry_after(text: str) -> float | None:
    """Return the seconds of a Retry-After header, which gives seconds or a date; None if there is none."""
    text = text.strip()
    if not text:
        return None
    with suppress(ValueError):
        return max(0.0, float(text))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=timezone.utc)
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds())


def _reason(host: str, status: int, body: bytes) -> str:
    """Return what a failed answer says."""
    told = ""
    with suppress(ValueError, RecursionError):
        value = json.loads(body)
        if isinstance(value, dict):
            told = next((v for k in ("message", "error", "detail") if isinstance(v := value.get(k), str)), "")
    names = {401: "not allowed without a valid key", 403: "forbidden", 404: "not found", 429: "too many requests"}
    return (
        f"{host} answers {status}"
        + (f" ({names[status]})" if status in names else "")
        + (f": {told[:200]}" if told else "")
    )
