"""Views that may be opened without signing in say so; every other view demands a sign-in.

Django's own marker is used, so that allauth's and the admin's sign-in pages carry it already.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required as public

__all__ = ["public"]
