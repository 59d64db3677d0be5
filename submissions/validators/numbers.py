"""Numbers given as evidence."""

from dataclasses import dataclass
from decimal import Decimal

from kpi_portal.thai import UnreadableNumberError, normalise_text, parse_number
from submissions.validators.refusals import NumberRefused


@dataclass(frozen=True, slots=True)
class NumberPolicy:
    """The range (both ends included) and precision of a number; by default what is storable."""

    minimum: Decimal = Decimal(-(10**12))
    maximum: Decimal = Decimal(10**12)
    places: int = 4


PERCENT = NumberPolicy(minimum=Decimal(0), maximum=Decimal(100))


def check_number(raw: str, policy: NumberPolicy = NumberPolicy()) -> Decimal:
    """The exact number typed, or `NumberRefused`. A percent sign behind it is read over."""
    text = normalise_text(raw, multiline=False).removesuffix("%").rstrip()
    if not text:
        raise NumberRefused("number_empty")
    try:
        number = parse_number(text)
    except UnreadableNumberError:
        raise NumberRefused("number_unreadable") from None
    if number < policy.minimum:
        raise NumberRefused("number_too_small", minimum=f"{policy.minimum:,f}")
    if number > policy.maximum:
        raise NumberRefused("number_too_large", maximum=f"{policy.maximum:,f}")
    if len(f"{number:f}".partition(".")[2].rstrip("0")) > policy.places:
        raise NumberRefused("number_too_precise", places=policy.places)
    return number
