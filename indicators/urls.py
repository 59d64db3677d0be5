"""Addresses of the indicators pages."""

from django.urls import path

from indicators.views import (
    card_files,
    cards,
    carry,
    designer,
    desk,
    draft_files,
    exchange,
    holidays,
    publish,
    rehearsal,
    rehearsal_cases,
    reporting,
)

app_name = "indicators"
urlpatterns = [
    path("", desk.index, name="list"),
    path("new/", desk.new, name="new"),
    path("take-in/", exchange.take_in_new, name="take_in_new"),
    path("copy/", carry.copy_year, name="copy_year"),
    path("publish/", publish.publish_year, name="publish_year"),
    path("holidays/", holidays.index, name="holidays"),
    path("holidays/add/", holidays.add, name="holidays_add"),
    path("holidays/restore/", holidays.restore, name="holidays_restore"),
    path("holidays/<int:pk>/", holidays.rename, name="holiday"),
    path("holidays/<int:pk>/remove/", holidays.remove, name="holiday_remove"),
    path("<int:pk>/", cards.show, name="card"),
    path("<int:pk>/copy/", carry.copy, name="copy"),
    path("<int:pk>/publish/", publish.publish, name="publish"),
    path("<int:pk>/retire/", desk.retire, name="retire"),
    path("<int:pk>/take-back/", desk.take_back, name="take_back"),
    path("<int:pk>/reporting/", reporting.reporting, name="reporting"),
    path("<int:pk>/card.<str:kind>", card_files.sheet, name="card_sheet"),
    path("<int:pk>/definition.yaml", cards.download, name="yaml"),
    path("<int:pk>/rehearsal/", rehearsal.panel, name="rehearsal"),
    path("<int:pk>/rehearsal/cases.yaml", rehearsal_cases.download, name="rehearsal_file"),
    path("<int:pk>/rehearsal/take-in/", rehearsal_cases.take_in, name="rehearsal_take_in"),
    path("<int:pk>/rehearsal/restore/", rehearsal_cases.restore, name="rehearsal_restore"),
    path("<int:pk>/rehearsal/<int:case>/<str:act>/", rehearsal_cases.act, name="rehearsal_case"),
    path("<int:pk>/designer/", designer.designer, name="designer"),
    path("<int:pk>/designer/begin/", designer.begin, name="begin"),
    path("<int:pk>/designer/state/", designer.state, name="designer_state"),
    path("<int:pk>/designer/undo/", designer.undo, name="undo"),
    path("<int:pk>/designer/discard/", designer.discard, name="discard"),
    path("<int:pk>/designer/preview/", draft_files.preview, name="draft_preview"),
    path("<int:pk>/designer/card.<str:kind>", draft_files.printed, name="draft_card"),
    path("<int:pk>/designer/take-in/", exchange.take_in, name="take_in"),
    path("<int:pk>/designer/definition.yaml", draft_files.export, name="draft_yaml"),
]
