"""Addresses of the review pages: the queue and the desk."""

from django.urls import path

from submissions.views import (
    acts,
    conflicts,
    contradictions,
    decisions,
    desk,
    desk_beside,
    double,
    queue,
    reasons,
    saved_views,
    sharing,
    verdicts,
)

_DESK = "review/<int:pk>/"

urlpatterns = [
    path("review/", queue.queue, name="queue"),
    path("review/assign/", queue.assign, name="assign"),
    path("review/assign/evenly/", sharing.share, name="share"),
    path("review/assign/evenly/<uuid:job>/", sharing.shared_out, name="shared_out"),
    path("review/views/", saved_views.views, name="views"),
    path("review/views/<int:pk>/<str:act>/", saved_views.change, name="view"),
    path("review/conflicts/", conflicts.conflicts, name="conflicts"),
    path("review/conflicts/<int:pk>/withdraw/", conflicts.withdraw, name="withdraw_conflict"),
    path("review/reasons/", reasons.reasons, name="reasons"),
    path("review/reasons/<int:pk>/", reasons.reason, name="reason"),
    path(
        "review/reasons/<int:pk>/<str:what>/",
        reasons.change,
        name="change_reason",
    ),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}do/verdict/<int:use>/", verdicts.verdict, name="verdict"),
    path(f"{_DESK}do/reviewers/", double.places, name="places"),
    path(f"{_DESK}do/take-place/", double.take_place, name="take_place"),
    path(f"{_DESK}do/differences/", double.differences, name="differences"),
    path(f"{_DESK}do/settle/<int:use>/", double.settle, name="settle"),
    path(f"{_DESK}do/accept/", verdicts.accept_pending, name="accept_pending"),
    path(f"{_DESK}do/comments/<str:key>/", verdicts.comments, name="usual_comments"),
    path(f"{_DESK}do/contradictions/", contradictions.contradictions, name="contradictions"),
    path(f"{_DESK}do/contradictions/count/", contradictions.count, name="contradictions_count"),
    path(f"{_DESK}do/conflict/", conflicts.declare, name="declare_conflict"),
    path(f"{_DESK}do/preview/<int:version>/", desk_beside.preview, name="preview"),
    path(f"{_DESK}do/news/", desk_beside.news, name="desk_news"),
    path(f"{_DESK}do/next/", desk_beside.next_report, name="next_report"),
    path(f"{_DESK}do/reconfirm/", desk_beside.reconfirm, name="reconfirm"),
    path(f"{_DESK}do/waive/", decisions.waive, name="waive"),
    path(f"{_DESK}do/appoint/", decisions.appoint, name="appoint"),
    path(f"{_DESK}do/extension/<int:extension>/", decisions.extension, name="decide_extension"),
    path(f"{_DESK}do/<str:action>/", acts.act, name="act"),
    path(f"{_DESK}<str:key>/", desk.desk, name="desk"),
]
