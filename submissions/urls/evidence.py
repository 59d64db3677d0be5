"""Addresses of evidence: a requirement's page, its pieces, shared evidence, stored files."""

from django.urls import path, re_path

from submissions.views import evidence, evidence_pieces, figures, files, shared

_REQUIREMENT = "submissions/<int:pk>/requirements/<str:key>/"
_PIECE = "evidence/pieces/<int:pk>/"

urlpatterns = [
    path(_REQUIREMENT, evidence.requirement, name="requirement"),
    path(f"{_REQUIREMENT}files/", evidence.attach_files, name="attach_files"),
    path(f"{_REQUIREMENT}link/", evidence.attach_link, name="attach_link"),
    path(f"{_REQUIREMENT}number/", evidence.set_number, name="set_number"),
    path(f"{_REQUIREMENT}answer/", evidence.give_answer, name="give_answer"),
    path(f"{_REQUIREMENT}figure/", figures.figure, name="figure"),
    path(f"{_REQUIREMENT}choose/", evidence.choose, name="choose_evidence"),
    path(_PIECE, evidence_pieces.piece, name="piece"),
    path(f"{_PIECE}details/", evidence_pieces.edit, name="edit_piece"),
    path(f"{_PIECE}version/", evidence_pieces.renew, name="renew_piece"),
    path(f"{_PIECE}remove/", evidence_pieces.remove, name="remove_piece"),
    path(f"{_PIECE}restore/", evidence_pieces.restore, name="restore_piece"),
    path("evidence/shared/", shared.shared, name="shared"),
    path("evidence/shared/<int:pk>/withdraw/", shared.withdraw, name="withdraw_shared"),
    path("evidence/shared/<int:pk>/publish/", shared.publish_again, name="publish_shared_again"),
    re_path(r"^evidence/(?P<pk>[0-9]+)/preview/$", files.preview, name="preview_file"),
    re_path(r"^evidence/(?P<pk>[0-9]+)/(?P<how>download|view)/$", files.file, name="file"),
]
