"""Which version of each form a round uses: opening pins them, and later versions leave it alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from forms_templates.domain import library
from forms_templates.models import FormTemplate
from indicators.models import Round


def pin(round: Round) -> None:
    """Keep the versions that rule now for this round. The caller opens the round and holds its
    transaction; a round that has its forms already keeps them."""
    if not round.forms.exists():
        indicator = round.indicator
        ruling = library.templates_for(indicator.owner, indicator.fiscal_year)
        round.forms.set(ruling.values())


def forms_of(round: Round) -> dict[str, FormTemplate]:
    """Form code → the version that the round pinned, or the one that rules where it pinned none;
    one query."""
    indicator = round.indicator
    through = Round.forms.through.objects.filter(round_id=round.pk, formtemplate_id=OuterRef("pk"))
    serving = library.serving(indicator.owner, indicator.fiscal_year)
    found = list(
        FormTemplate.objects.annotate(pinned=Exists(through)).filter(serving | Q(pinned=True))
    )
    pinned = {template.code: template for template in found if getattr(template, "pinned", False)}
    return library.ruling(found, indicator.owner, indicator.fiscal_year) | pinned
