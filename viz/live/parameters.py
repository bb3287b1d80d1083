"""The parameters of an endpoint as data: the same declaration reads a request and describes it in OpenAPI."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from viz.live.problems import ApiError

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
#: Most values of a parameter that may be given again.
MOST_VALUES = 400


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        name: its name.
        meaning: in one line.
        type: ``string``, ``integer``, ``number``, ``boolean`` or ``object``.
        default: the value if it is not given; None means that nothing stands for it.
        required: whether it must be given.
        least, most: bounds of a number, or of the length of a text.
        choices: the values allowed, or any.
        many: whether it may be given again; its value is then a tuple.
    """

    name: str
    meaning: str
    type: str = "string"
    default: Any = None
    required: bool = False
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    many: bool = False

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        one: dict[str, Any] = {"type": self.type}
        if self.choices:
            one["enum"] = list(self.choices)
        low, high = ("minLength", "maxLength") if self.type == "string" else ("minimum", "maximum")
        for key, bound in ((low, self.least), (high, self.most)):
            if bound is not None and not self.choices:
                one[key] = bound
        if self.default is not None and not self.many:
            one["default"] = self.default
        return {"type": "array", "items": one, "maxItems": MOST_VALUES} if self.many else one

    def from_text(self, text: str) -> Any:
        """Return a value from the text that an address holds.

        Raises:
            ApiError: if the text is not of the type.
        """
        if self.type == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if self.type == "number" and _NUMBER.fullmatch(text):
            return float(text)
        if self.type == "boolean" and text in ("true", "false"):
            return text == "true"
        if self.type == "string":
            return text
        raise self._wrong(text)

    def checked(self, value: Any) -> Any:
        """Return a value that is of the type and within the bounds.

        Raises:
            ApiError: if it is not.
        """
        fits = {
            "string": isinstance(value, str),
            "integer": _whole(value),
            "number": isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value),
            "boolean": isinstance(value, bool),
            "object": isinstance(value, dict),
        }[self.type]
        if not fits or (self.choices and value not in self.choices):
            raise self._wrong(value)
        if self.type == "string":
            self._check_text(value)
        size = len(value) if isinstance(value, str) else value
        low = self.least is not None and size < self.least
        high = self.most is not None and size > self.most
        if self.type != "boolean" and (low or high):
            raise self._wrong(value)
        return int(value) if self.type == "integer" else value

    def _check_text(self, value: str) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ApiError(400, f"{self.name} holds half a character (a lone surrogate)", "send UTF-8") from None

    def _wrong(self, value: Any) -> ApiError:
        shown = value if isinstance(value, str) else repr(value)
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        return ApiError(400, f"{self.name}: {shown!r} is not {self._kind()}", self.meaning)

    def _kind(self) -> str:
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        bounds = [f"{word} {bound:g}" for word, bound in (("at least", self.least), ("at most", self.most)) if bound]
        noun = {"string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
        unit = " characters" if self.type == "string" and bounds else ""
        return f"{noun.get(self.type, 'an object')}{' of ' if bounds else ''}{' and '.join(bounds)}{unit}"


def _whole(value: Any) -> bool:
    # JSON knows one kind of number: 1.0 is the integer 1.
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def from_address(declared: Sequence[Parameter], given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the values of all declared parameters from the pairs of an address.

    Raises:
        ApiError: if one is missing, unknown, given twice, or not of its type.
    """
    texts: dict[str, list[str]] = {}
    for name, text in given:
        texts.setdefault(name, []).append(text)
    _check_names(declared, texts)
    values = {}
    for parameter in declared:
        own = texts.get(parameter.name, [])
        if parameter.many:
            if len(own) > MOST_VALUES:
                raise ApiError(400, f"{parameter.name} is given {len(own)} times", f"at most {MOST_VALUES}")
            values[parameter.name] = tuple(parameter.checked(parameter.from_text(text)) for text in own)
        elif len(own) > 1:
            raise ApiError(400, f"{parameter.name} is given {len(own)} times", "give it once")
        elif own:
            values[parameter.name] = parameter.checked(parameter.from_text(own[0]))
        else:
            values[parameter.name] = parameter.default
    return values


def from_body(declared: Sequence[Parameter], given: Any) -> dict[str, Any]:
    """Return the values of all declared parameters from a JSON object.

    Raises:
        ApiError: if it is no object, or one value is missing, unknown or not of its type.
    """
    if not isinstance(given, dict):
        raise ApiError(400, "the body must be a JSON object", f"with {', '.join(p.name for p in declared)}")
    _check_names(declared, given)
    values: dict[str, Any] = {}
    for parameter in declared:
        if parameter.name not in given:
            values[parameter.name] = () if parameter.many else parameter.default
        elif parameter.many:
            own = given[parameter.name]
            if not isinstance(own, list) or len(own) > MOST_VALUES:
                raise ApiError(400, f"{parameter.name} must be a list of at most {MOST_VALUES}", parameter.meaning)
            values[parameter.name] = tuple(parameter.checked(value) for value in own)
        else:
            values[parameter.name] = parameter.checked(given[parameter.name])
    return values


def _check_names(declared: Sequence[Parameter], given: Mapping[str, Any]) -> None:
    names = [parameter.name for parameter in declared]
    for name in given:
        if name not in names:
            shown = name if len(name) <= 40 else name[:39] + "…"
            raise ApiError(400, f"there is no parameter {shown!r} here", f"known: {', '.join(names) or 'none'}")
    for parameter in declared:
        if parameter.required and parameter.name not in given:
            raise ApiError(400, f"{parameter.name} is missing", parameter.meaning)
