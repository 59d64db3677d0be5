"""How figures look: measures in one line, the challenge test and the band in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from kpi_portal.templatetags.figures import number_words, score
from kpi_portal.templatetags.pieces import tag_status
from kpi_portal.templatetags.reading import digits, in_digits
from scoring.choices import Better
from scoring.definition import Growth
from scoring.faults import Fault
from scoring.methods.growth import Scored
from submissions.domain.figure_worth import Worth
from submissions.domain.outline import PartPlace
from submissions.domain.part_scores import PartLine
from submissions.domain.tasklist_parts import Chapter
from submissions.models import EvidenceUse, Submission

register = Library()


@register.simple_tag(takes_context=True)
def measure_words(context: Context, use: EvidenceUse) -> str:
    """A measure in one line: its name, target and result."""
    said = use.figures
    facts = [said.get("name", "")]
    if said.get("target"):
        facts.append(gettext("target %(number)s") % {"number": _number(said["target"])})
    if said.get("result"):
        facts.append(gettext("result %(number)s") % {"number": _number(said["result"])})
    return in_digits(" · ".join(fact for fact in facts if fact), digits(context))


@register.simple_tag(takes_context=True)
def measure_years(
    context: Context, submission: Submission, said: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """(what, number) for past results, target and result of a measure."""
    year, shown = submission.round.indicator.fiscal_year, digits(context)
    history = list(said.get("history", []))
    past = gettext("Result of fiscal year %(year)d")
    lines = [(past % {"year": year - len(history) + n}, number) for n, number in enumerate(history)]
    lines.append((gettext("Target of fiscal year %(year)d") % {"year": year}, said.get("target")))
    lines.append((past % {"year": year}, said.get("result")))
    return [
        (in_digits(label, shown), in_digits(_number(number), shown) if number else "–")
        for label, number in lines
    ]


@register.simple_tag
def challenge_tag(measure: Scored) -> SafeString:
    """Whether the target is challenging, as a tag."""
    if measure.challenging:
        return tag_status("done", gettext("Challenging target"), "check-lg")
    return tag_status("stop", gettext("Target not challenging"), "x-lg")


@register.simple_tag(takes_context=True)
def challenge_words(context: Context, worth: Worth) -> str:
    """Against what the target was tested."""
    measure, baselines = worth.measure, worth.baselines
    if measure is None:
        return ""
    if not baselines:
        return gettext("Without a result of an earlier year no target is challenging.")
    facts = {"last": number_words(baselines[0]), "target": number_words(measure.reported.target)}
    lower = measure.better is Better.LOWER
    if len(baselines) == 1:
        said = (
            gettext("Target %(target)s; it must be at most last year's result, %(last)s.")
            if lower
            else gettext("Target %(target)s; it must be at least last year's result, %(last)s.")
        )
    else:
        facts["mean"] = number_words(baselines[1])
        said = (
            gettext(
                "Target %(target)s; it must be at most last year's result, %(last)s, or the mean "
                "of two years, %(mean)s."
            )
            if lower
            else gettext(
                "Target %(target)s; it must be at least last year's result, %(last)s, or the mean "
                "of two years, %(mean)s."
            )
        )
    return in_digits(said % facts, digits(context))


@register.simple_tag(takes_context=True)
def band_words(context: Context, measure: Scored) -> str:
    """By how much the result is better than the target, and the band that is."""
    if measure.band is None:
        return ""
    if measure.margin is None:
        said = gettext("With a target of 0 the lowest band counts.")
    elif measure.margin < 0:
        said = gettext("The result misses the target by %(margin)s %%: the lowest band counts.") % {
            "margin": number_words(-measure.margin, 2)
        }
    elif measure.band.above is None:
        said = gettext("The result is %(margin)s %% better than the target: the lowest band.") % {
            "margin": number_words(measure.margin, 2)
        }
    else:
        said = gettext(
            "The result is %(margin)s %% better than the target: the band from %(from)s %%."
        ) % {
            "margin": number_words(measure.margin, 2),
            "from": number_words(measure.band.above),
        }
    return in_digits(said, digits(context))


@register.simple_tag(takes_context=True)
def group_rules(context: Context, growth: Growth) -> list[str]:
    """How many measures each group asks for, a sentence for each."""
    lines = []
    for group in growth.groups:
        least = max(group.minimum or 0, int(group.mandatory))
        if least and group.maximum:
            said = gettext("%(group)s: %(least)d to %(most)d measures")
        elif least:
            said = gettext("%(group)s: at least %(least)d measures")
        elif group.maximum:
            said = gettext("%(group)s: at most %(most)d measures")
        else:
            said = gettext("%(group)s: as many as you like")
        facts = {"group": group.name, "least": least, "most": group.maximum or 0}
        lines.append(in_digits(said % facts, digits(context)))
    return lines


@register.simple_tag
def fault_words(fault: Fault) -> str:
    """A fault of the measures in the reader's language."""
    return fault.message("en" if get_language() == "en" else "th")


@register.simple_tag(takes_context=True)
def part_score(
    context: Context, part: PartPlace, worth: Mapping[tuple[str, ...], PartLine]
) -> SafeString | str:
    """What a part earns so far, for the head of its card."""
    return _earned(context, worth.get(part.path))


@register.simple_tag(takes_context=True)
def chapter_score(
    context: Context, chapter: Chapter, worth: Mapping[tuple[str, ...], PartLine]
) -> SafeString | str:
    """What an outermost part earns so far."""
    return _earned(context, worth.get((chapter.key,)))


def _earned(context: Context, line: PartLine | None) -> SafeString | str:
    if line is None:
        return ""
    label = gettext("Projected score")
    shown = score(context, line.score, line.scale)
    return format_html(
        '<span class="small soft" title="{}"><span class="visually-hidden">{}: </span>{}</span>',
        label,
        label,
        shown,
    )


@register.simple_tag(takes_context=True)
def taken_result(
    context: Context, part: PartPlace, taken: Mapping[tuple[str, ...], Submission]
) -> SafeString:
    """The published result that a part takes from another indicator, or that there is none yet."""
    found = taken.get(part.path)
    wanted = part.part.indicator
    if found is None:
        said = gettext("%(code)s has no published result yet; the part counts 0 until then.")
        return format_html('<p class="small soft">{}</p>', said % {"code": wanted})
    said = gettext("Published result of %(code)s, %(unit)s:") % {
        "code": wanted,
        "unit": found.unit_name,
    }
    result = score(context, found.confirmed_final, found.definition.scale)
    return format_html('<p class="small">{} <strong>{}</strong></p>', said, result)


def _number(text: str) -> str:
    return number_words(Fraction(text))
