"""How contributions look: the one place for their words and icons."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.templatetags.pieces import tag_status
from submissions.domain.contribution_reading import Stage
from submissions.domain.tasklist import RequirementTask, Status

register = Library()

STAGE_LOOK = {
    Stage.NOT_BEGUN: ("still", "circle", _("Not begun")),
    Stage.WORKING: ("wait", "pencil", _("Working on it")),
    Stage.READY: ("done", "check-lg", pgettext_lazy("contribution", "Handed in")),
    Stage.GIVEN_BACK: ("back", "arrow-return-left", _("Given back")),
    Stage.CHANGED: ("back", "pencil", _("Changed after handing in")),
}
# Of what others supply nobody reads a verdict here.
OUTSIDE_LOOK = {
    Status.MISSING: ("still", "circle", _("Nothing yet")),
    Status.IN_PROGRESS: ("wait", "pencil", _("In progress")),
}
THERE = ("done", "check-lg", _("Supplied"))


@register.simple_tag
def stage_tag(stage: Stage) -> SafeString:
    """Icon, word and colour of how far a contributing unit is."""
    kind, icon, label = STAGE_LOOK[stage]
    return tag_status(kind, str(label), icon)


@register.simple_tag
def stage_words(stage: Stage) -> str:
    return str(STAGE_LOOK[stage][2])


@register.simple_tag
def outside_tag(task: RequirementTask) -> SafeString:
    """Whether something is there, for a requirement that another unit supplies."""
    kind, icon, label = OUTSIDE_LOOK.get(task.status, THERE)
    return tag_status(kind, str(label), icon)
