"""The one library every template has: figures, pieces and blocks together.

All tags take strict arguments: an unknown name or kind is an error, never silently ignored.
"""

from __future__ import annotations

from django.template import Library

from kpi_portal.templatetags import blocks, figures, frame, pieces

register = Library()
for _part in (blocks, figures, frame, pieces):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
