"""Addresses of form templates and their blank sheets."""

from django.urls import path

from forms_templates.views import drafts, library, memos, new, word

app_name = "forms_templates"
urlpatterns = [
    path("", library.templates, name="list"),
    path("new/", new.new, name="new"),
    path("<int:pk>/", library.form, name="form"),
    path("<int:pk>/approve/", library.approve, name="approve"),
    path("<int:pk>/withdraw/", library.withdraw, name="withdraw"),
    path("<int:pk>/edit/", drafts.begin, name="begin"),
    path("<int:pk>/blank.<str:kind>", library.blank, name="blank"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/publish/", drafts.publish, name="publish"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard"),
    path("memos/", memos.index, name="memos"),
    path("memos/<int:pk>/", memos.wording, name="wording"),
    path("word/<slug:kind>/<int:pk>/", word.word, name="word"),
    path("word/<slug:kind>/<int:pk>/starter.docx", word.starter, name="word_starter"),
    path("word/files/<int:pk>/file.docx", word.file, name="word_file"),
    path("word/files/<int:pk>/sample.<str:kind>", word.sample, name="word_sample"),
    path("word/files/<int:pk>/on/", word.switch_on, name="word_on"),
    path("word/files/<int:pk>/off/", word.switch_off, name="word_off"),
    path("drafts/<int:pk>/paper.<str:kind>", drafts.paper, name="draft_paper"),
]
