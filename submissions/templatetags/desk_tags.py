"""How the desk looks: marks, acts, facts of a piece, answers of a form to be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.template import Context, Library
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.templatetags.figures import date_th, file_size, number_words
from kpi_portal.templatetags.pieces import tag_status
from submissions.domain.desk_data import Event, Mark
from submissions.domain.received_reading import Received
from submissions.domain.review_effect import Standing
from submissions.domain.review_forms import Value
from submissions.enums import Action, Decision
from submissions.models import EvidenceUse, Submission
from submissions.templatetags.review_tags import lateness, state_marks

register = Library()

MARKS = {
    Mark.PENDING: ("still", "circle", _("Waiting for review")),
    Mark.ACCEPTED: ("done", "check-circle-fill", _("Accepted")),
    Mark.RETURNED: ("back", "arrow-return-left", _("Returned")),
    Mark.DIFFERS: ("wait", "people", _("The two reviewers differ")),
    Mark.UNFINISHED: ("still", "hourglass-split", _("Not complete")),
    Mark.MISSING: ("still", "dash-lg", _("Nothing supplied")),
}
EVENTS = {
    "attached": _("Attached version %(number)d"),
    "renewed": _("Attached version %(number)d"),
    "accepted": _("Accepted"),
    "returned": _("Marked as returned"),
    "pending": _("Verdict taken back"),
    "settled_accepted": _("Difference settled: accepted"),
    "settled_returned": _("Difference settled: returned"),
    "sent_back": _("Sent back to the unit"),
}
# What an act is called on its button, its icon, and how the page asks for it.
ACTS = {
    Action.START_REVIEW: (_("Start review"), "play"),
    Action.RETURN: (_("Return for correction"), "arrow-return-left"),
    Action.ASSESS: (_("Propose result"), "clipboard-check"),
    Action.RECHECK: (_("Send back to review"), "arrow-repeat"),
    Action.CONFIRM: (_("Confirm result"), "check2-square"),
    Action.ENDORSE: (_("Endorse results"), "people"),
    Action.PUBLISH: (_("Publish result"), "megaphone"),
    Action.REOPEN: (_("Reopen review"), "arrow-counterclockwise"),
    Action.EXEMPT: (_("Exempt from assessment"), "slash-circle"),
    Action.READMIT: (_("Readmit after closing"), "box-arrow-in-right"),
}
EXPLAINED = {
    Action.START_REVIEW: _("You become the reviewer of %(code)s, %(round)s, of %(unit)s."),
    Action.RETURN: _(
        "%(code)s, %(round)s, goes back to %(unit)s with your comments, to be answered by a day. "
        "What is not answered then counts as not accepted."
    ),
    Action.ASSESS: _(
        "You propose this result of %(unit)s for %(code)s, %(round)s. Another person confirms it; "
        "until then the head can send it back to you."
    ),
    Action.RECHECK: _("%(code)s, %(round)s, of %(unit)s goes back to the reviewer."),
    Action.CONFIRM: _(
        "You confirm this result of %(unit)s for %(code)s, %(round)s. Afterwards it changes only "
        "when the review is opened again."
    ),
    Action.ENDORSE: _("You endorse this result of %(unit)s for %(code)s, %(round)s."),
    Action.PUBLISH: _("%(unit)s is told its result for %(code)s, %(round)s."),
    Action.REOPEN: _(
        "The review of %(code)s, %(round)s, of %(unit)s begins again. A published score stays "
        "visible, marked as being under correction."
    ),
    Action.EXEMPT: _(
        "%(unit)s is left out of %(code)s, %(round)s: no zero, and outside every average."
    ),
    Action.READMIT: _(
        "%(unit)s may hand in %(code)s, %(round)s, until the day given. Lateness still counts from "
        "the due date."
    ),
}
DECISIONS = {
    "extension": (_("Decide on more time"), _("Decide")),
    "waive": (_("Waive the deduction for lateness"), _("Waive the deduction")),
    "appoint": (_("Name a reviewer or head by order"), _("Name this person")),
}


@register.simple_tag
def desk_mark(mark: Mark) -> SafeString:
    """Only the icon of where a piece stands, its name for screen readers and on hover."""
    kind, name, label = MARKS[mark]
    return format_html(
        '<i class="bi bi-{} mark mark-{}" role="img" aria-label="{}" title="{}"></i>',
        name,
        kind,
        label,
        label,
    )


@register.simple_tag
def desk_tag(mark: Mark) -> SafeString:
    """Icon, word and colour of where a piece stands."""
    kind, name, label = MARKS[mark]
    return tag_status(kind, str(label), name)


@register.simple_tag
def event_words(event: Event) -> str:
    """What happened, in one line of an item's history."""
    if event.what in ("attached", "renewed") and not event.number:
        return gettext("Supplied")
    return str(EVENTS[event.what]) % {"number": event.number}


@register.simple_tag
def standing_words(standing: Standing) -> str:
    """“Level 2 → 75” for a score that would follow."""
    final = number_words(standing.final)
    if standing.level is None:
        return final
    return gettext("level %(level)d → %(score)s") % {"level": standing.level, "score": final}


@register.simple_tag(takes_context=True)
def compared_value(context: Context, value: object) -> SafeString | str:
    """One side of a difference: a day, an exact number, words, or a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, date):
        return date_th(context, value)
    if isinstance(value, int | Decimal):
        return number_words(value)
    if isinstance(value, dict | list):
        return ", ".join(
            str(part) for part in (value.values() if isinstance(value, dict) else value)
        )
    return linebreaksbr(str(value), autoescape=True)


@register.simple_tag
def action_name(action: Action) -> str:
    return str(ACTS[action][0])


@register.simple_tag
def action_icon(action: Action) -> str:
    return ACTS[action][1]


@register.simple_tag
def decision_words(decision: Decision) -> SafeString:
    """A verdict as a tag."""
    return desk_tag(Mark(decision))


@register.simple_tag(takes_context=True)
def desk_facts(
    context: Context, submission: Submission, days_late: int, found: Received
) -> SafeString:
    """When the report was handed in, whether in time, and which level it claims. A report that came
    another way was handed in when it was received; when staff entered it stands behind."""
    facts = []
    if submission.submitted_at is not None:
        paper = found.received if found.is_last else None
        came = paper.filing.at if paper is not None and paper.filing is not None else None
        facts.append(
            format_html(
                "<span>{} {} {}</span>",
                gettext("Handed in") if came is None else gettext("Received"),
                date_th(context, came or submission.submitted_at, "time"),
                lateness(days_late, False, submission.effective_due_at, submission.submitted_at)
                or format_html("({})", gettext("in time")),
            )
        )
        if paper is not None and paper.entered_at is not None:
            entered = date_th(context, paper.entered_at, "time")
            facts.append(format_html("<small>{} {}</small>", gettext("entered"), entered))
    if submission.claimed_level is not None:
        words = gettext("claims level %(level)d") % {"level": submission.claimed_level}
        facts.append(format_html("<span>{}</span>", words))
    marks = state_marks(submission.under_correction, submission.not_reported, submission.state)
    return format_html_join("", "{}", ((fact,) for fact in [*facts, marks] if fact))


@register.simple_tag
def piece_name(use: EvidenceUse, title: str) -> str:
    """What a piece is called above its preview."""
    version = use.version
    if version is None:
        return title
    return version.caption or version.original_name or version.url or version.evidence.name


@register.simple_tag(takes_context=True)
def piece_facts(context: Context, use: EvidenceUse) -> SafeString:
    """Version, size, pages, days and digest of what is shown."""
    version = use.version
    facts: list[object] = []
    if version is not None:
        facts.append(gettext("version %(number)d") % {"number": version.number})
        if version.original_name and version.caption:
            facts.append(version.original_name)
        if version.size:
            facts.append(file_size(version.size))
        if version.pages:
            words = ngettext("%(count)d page", "%(count)d pages", version.pages)
            facts.append(words % {"count": version.pages})
        if version.document_number:
            facts.append(gettext("no. %(number)s") % {"number": version.document_number})
        if version.document_date:
            facts.append(date_th(context, version.document_date))
    facts.append(date_th(context, use.added_at, "time"))
    digest = version.sha256 if version is not None else use.answers_digest
    if digest:
        short = f"{digest[:4]}…{digest[-4:]}"
        facts.append(format_html('SHA-256 <span class="sha" title="{}">{}</span>', digest, short))
    return format_html_join(" · ", "{}", ((fact,) for fact in facts))


@register.simple_tag(takes_context=True)
def form_value(context: Context, submission: Submission, value: Value) -> SafeString | str:
    """One answer of a form, to be read."""
    if value.day is not None:
        return date_th(context, value.day)
    if value.months:
        return format_html(
            '<ul class="plain-list small">{}</ul>',
            format_html_join(
                "",
                "<li>{}: {} {} · {} {}</li>",
                (
                    (m.month, gettext("planned"), m.planned or "–", gettext("done"), m.done or "–")
                    for m in value.months
                ),
            ),
        )
    if value.pictures:
        return format_html_join("", "{}", ((_picture(submission, *p),) for p in value.pictures))
    if value.url:
        return outside_link(value.url)
    return linebreaksbr(value.text, autoescape=True)


@register.simple_tag
def outside_link(url: str) -> SafeString:
    """An address outside the portal, in a new tab; what is not a web address stays plain text."""
    if not url.startswith(("http://", "https://")):
        return format_html("<span>{}</span>", url)
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{} '
        '<i class="bi bi-box-arrow-up-right" aria-hidden="true"></i>'
        '<span class="visually-hidden"> {}</span></a>',
        url,
        url,
        gettext("(opens in a new tab)"),
    )


def _picture(submission: Submission, sha256: str, caption: str) -> SafeString:
    address = reverse("submissions:picture", args=[submission.pk, sha256])
    return format_html(
        '<figure><img class="img-fluid" src="{}" alt="{}"><figcaption class="small">{}</figcaption>'
        "</figure>",
        address,
        caption or gettext("Picture"),
        caption,
    )


@register.simple_tag
def act_explained(action: Action, submission: Submission) -> str:
    """What the act does and what follows, naming the thing."""
    return str(EXPLAINED[action]) % {
        "unit": submission.unit_name,
        "code": submission.round.indicator.code,
        "round": submission.round.name,
    }


@register.simple_tag
def act_button(action: Action) -> str:
    """The class of the act's button."""
    if action in (Action.RETURN, Action.RECHECK, Action.REOPEN):
        return "btn-back"
    return "btn-stop" if action is Action.EXEMPT else "btn-primary"


@register.simple_tag
def decision_title(what: str) -> str:
    return str(DECISIONS[what][0])


@register.simple_tag
def decision_verb(what: str) -> str:
    return str(DECISIONS[what][1])
