"""What each person gets at each address: the written twin of the permission rules.

A route is named as the address tables write it; `{…}` in an address is an object of the hydrology
section (tests/matrix/objects.py). Whoever adds a route adds its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INSIDERS = ("drafter", "director", "reviewer", "head", "executive", "configurer", "auditor")
# The director of another section, a reviewer of another bureau, somebody without any role.
OUTSIDERS = ("neighbour", "far_reviewer", "stranger")
SIGNED_IN = (*INSIDERS, *OUTSIDERS)
TO_SIGN_IN = 302

Statuses = Mapping[str, int]


@dataclass(frozen=True)
class Row:
    """An address, the answer to GET by person, and what outsiders get who post to it."""

    url: str
    get: Statuses
    posted: frozenset[int] = frozenset({404})


def _get(signed_in: int, anonymous: int = TO_SIGN_IN, **others: int) -> dict[str, int]:
    return {"anonymous": anonymous, **dict.fromkeys(SIGNED_IN, signed_in), **others}


def _of_report(status: int = 200, **others: int) -> Statuses:
    return _get(status, **(dict.fromkeys(OUTSIDERS, 404) | others))


def _only(*people: str, status: int = 200, others: int = 404) -> dict[str, int]:
    return _get(others, **dict.fromkeys(people, status))


def _post_only(url: str, *posted: int) -> Row:
    return Row(url, _get(405), frozenset(posted or {404}))


def _public(url: str) -> Row:
    return Row(url, _get(200, anonymous=200), frozenset({200, 302, 405}))


def _own(url: str, **others: int) -> Row:
    """A page that shows everybody what is their own; nothing is posted there."""
    return Row(url, _get(200, **others), frozenset({200, 405}))


REPORT = _of_report()
# Auditors read what was judged; the desk is not the configurer's business.
DESK = _of_report(403, reviewer=200, head=200, executive=200, auditor=200)
# The unit's own draft: others read it once it is issued, auditors in their period.
DRAFT_MEMO = _only("drafter", "director", "auditor", status=200)
# Memos for all units are the strategy section's; those above and auditors read how far they are.
BATCH = _only("reviewer", "head", "executive", "auditor")
# The bureau's own report: read by those who read everything of the bureau, made by some of them.
OF_BUREAU = _only("reviewer", "head", "executive", "configurer", "auditor")
PREPARE = _only("reviewer", "head", "executive")
NO_ISSUERS = ("reviewer", "executive", "auditor")
READ_ONLY = frozenset({404, 405})
# A draft of criteria is the configurer's; whoever reads the card is told so.
DESIGN = _of_report(403, configurer=200, neighbour=403)
KEPT = frozenset({403, 404})
_S = "/submissions/{report}/"
_s = "submissions/<int:pk>/"
_OWN = "/submissions/{own}/"
_R = _S + "requirements/1.2-a/"
_r = _s + "requirements/<str:key>/"
_D = "/review/{report}/"
_d = "review/<int:pk>/"
_F = _s + "forms/<slug:code>/"
_TRY = _only("head", "configurer") | dict.fromkeys(("reviewer", "executive", "auditor"), 403)
_KEEP_DEFINITIONS = _only("reviewer", "head", "configurer")
_FP = _F + "<int:process>/"
_I = "/indicators/{indicator}/"
_i = "indicators/<int:pk>/"
# The neighbour directs another section, whose people are seen instead.
SEES_PEOPLE = _only("director", "head", "executive", "configurer", "neighbour")
SEES_PERSON = _only("director", "head", "executive", "configurer")
KEEPS_PEOPLE = SEES_PEOPLE | dict.fromkeys(("director", "head", "executive", "neighbour"), 403)
KEEPS_PERSON = SEES_PERSON | dict.fromkeys(("director", "head", "executive"), 403)
APPOINTS = SEES_PEOPLE | dict.fromkeys(("director", "head", "neighbour"), 403)

PORTAL: dict[str, Row] = {
    "": _own("/"),
    "submissions/": _own("/submissions/"),
    _s: Row(_S, REPORT, READ_ONLY),
    _s + "narrative/": Row(_S + "narrative/", REPORT),
    _s + "check/": Row(_S + "check/", REPORT),
    _s + "check/signed/": Row(_S + "check/signed/", REPORT),
    _s + "withdraw/": _post_only(_S + "withdraw/"),
    _s + "extension/": Row(_S + "extension/", REPORT),
    _s + "receipt/<int:number>/": Row(_S + "receipt/1/", REPORT),
    _s + "score/": Row(_S + "score/", REPORT),
    _s + "history/": Row(_S + "history/", REPORT),
    _r: Row(_R, REPORT, frozenset({405})),
    _r + "files/": _post_only(_R + "files/"),
    _r + "link/": _post_only(_R + "link/"),
    _r + "number/": _post_only(_R + "number/"),
    _r + "answer/": _post_only(_R + "answer/"),
    # This report asks for no figures; tests/figures has one that does.
    _r + "figure/": Row(_R + "figure/", _of_report(404)),
    _r + "choose/": Row(_R + "choose/", REPORT),
    "evidence/pieces/<int:pk>/": Row("/evidence/pieces/{piece}/", REPORT, frozenset({405})),
    "evidence/pieces/<int:pk>/details/": _post_only("/evidence/pieces/{piece}/details/"),
    "evidence/pieces/<int:pk>/version/": _post_only("/evidence/pieces/{piece}/version/"),
    "evidence/pieces/<int:pk>/remove/": _post_only("/evidence/pieces/{piece}/remove/"),
    "evidence/pieces/<int:pk>/restore/": _post_only("/evidence/pieces/{piece}/restore/"),
    "evidence/shared/": Row("/evidence/shared/", _get(200), frozenset({403, 422})),
    # A neighbour sees what is shared with every section, and may not change it.
    "evidence/shared/<int:pk>/withdraw/": _post_only(
        "/evidence/shared/{shared}/withdraw/", 403, 404
    ),
    "evidence/shared/<int:pk>/publish/": _post_only("/evidence/shared/{shared}/publish/", 403, 404),
    # Nobody has a preview of a file that is a PDF by itself.
    "^evidence/(?P<pk>[0-9]+)/preview/$": Row("/evidence/{version}/preview/", _get(404), READ_ONLY),
    "^evidence/(?P<pk>[0-9]+)/(?P<how>download|view)/$": Row(
        "/evidence/{version}/download/", REPORT, frozenset({405})
    ),
    _s + "processes/": Row(_S + "processes/", REPORT),
    _s + "merge/": Row(_OWN + "merge/", PREPARE),
    _s + "merge/evidence/": Row(_OWN + "merge/evidence/", PREPARE),
    _F: Row(_S + "forms/form-1/", REPORT),
    _FP: Row(_S + "forms/form-3/{process}/", REPORT),
    _F + "picture/": _post_only(_S + "forms/form-1/picture/"),
    _FP + "picture/": _post_only(_S + "forms/form-4/{process}/picture/"),
    _s + "pictures/<str:sha256>/": Row(_S + "pictures/{picture}/", REPORT, frozenset({405})),
    # A sheet that nobody asked for leads back to its form.
    _F + "paper/<str:kind>/": Row(_S + "forms/form-1/paper/docx/", _of_report(302)),
    _FP + "paper/<str:kind>/": Row(_S + "forms/form-3/{process}/paper/pdf/", _of_report(302)),
    _s + "approval/<str:key>/": Row(_S + "approval/2.1-b/", REPORT),
    "approvals/": _own("/approvals/"),
    "approvals/<int:pk>/": Row("/approvals/{approval}/", REPORT),
    # Configurers see theirs, everybody else an empty list; a blank form is no secret.
    "forms/": _own("/forms/"),
    "forms/new/": Row("/forms/new/", _only("configurer")),
    "forms/<int:pk>/": Row("/forms/{template}/", _only("configurer"), READ_ONLY),
    "forms/<int:pk>/approve/": _post_only("/forms/{template}/approve/", 403),
    "forms/<int:pk>/withdraw/": _post_only("/forms/{template}/withdraw/", 403),
    "forms/<int:pk>/edit/": _post_only("/forms/{template}/edit/"),
    "forms/memos/": _own("/forms/memos/"),
    "forms/memos/<int:pk>/": Row("/forms/memos/{wording}/", _only("configurer")),
    "forms/word/<slug:kind>/<int:pk>/": Row("/forms/word/form/{template}/", _only("configurer")),
    "forms/word/<slug:kind>/<int:pk>/starter.docx": Row(
        "/forms/word/memo/{wording}/starter.docx", _only("configurer"), READ_ONLY
    ),
    "forms/word/files/<int:pk>/file.docx": Row(
        "/forms/word/files/{word_file}/file.docx", _only("configurer"), READ_ONLY
    ),
    "forms/word/files/<int:pk>/sample.<str:kind>": Row(
        "/forms/word/files/{word_file}/sample.docx", _only("configurer"), READ_ONLY
    ),
    "forms/word/files/<int:pk>/on/": _post_only("/forms/word/files/{word_file}/on/"),
    "forms/word/files/<int:pk>/off/": _post_only("/forms/word/files/{word_file}/off/"),
    "forms/drafts/<int:pk>/": Row("/forms/drafts/{form_draft}/", _only("configurer")),
    "forms/drafts/<int:pk>/publish/": _post_only("/forms/drafts/{form_draft}/publish/"),
    "forms/drafts/<int:pk>/discard/": _post_only("/forms/drafts/{form_draft}/discard/"),
    "forms/drafts/<int:pk>/paper.<str:kind>": Row(
        "/forms/drafts/{form_draft}/paper.docx", _only("configurer"), READ_ONLY
    ),
    "forms/<int:pk>/blank.<str:kind>": _own("/forms/{template}/blank.docx"),
    # The reviewer of the other bureau has a queue, an empty one.
    "review/": Row(
        "/review/", _only("reviewer", "head", "far_reviewer"), frozenset({200, 404, 405})
    ),
    "review/assign/": _post_only("/review/assign/", 302, 403, 404),
    "review/assign/evenly/": Row(
        "/review/assign/evenly/", _only("reviewer", "head", "far_reviewer"), frozenset({200, 404})
    ),
    "review/assign/evenly/<uuid:job>/": Row(
        "/review/assign/evenly/{sharing}/", _only("head"), frozenset({404, 405})
    ),
    "review/views/": Row(
        "/review/views/", _only("reviewer", "head", "far_reviewer"), frozenset({404, 422})
    ),
    "review/views/<int:pk>/<str:act>/": _post_only("/review/views/{view}/rename/"),
    "review/conflicts/": Row(
        "/review/conflicts/", _only("reviewer", "head", "far_reviewer"), frozenset({404, 405})
    ),
    "review/conflicts/<int:pk>/withdraw/": Row(
        "/review/conflicts/{conflict}/withdraw/", _only("reviewer", "head")
    ),
    # A draft: reviewers may receive it, and nothing came another way yet.
    _d + "receive/": Row(_D + "receive/", _of_report(403, reviewer=200)),
    _d + "receive/files/": _post_only(_D + "receive/files/"),
    _d + "receive/assign/": _post_only(_D + "receive/assign/"),
    _d + "receive/files/<int:file>/drop/": _post_only(_D + "receive/files/1/drop/"),
    _d + "received/": Row(
        _D + "received/", _of_report(403, reviewer=404, head=404, executive=404, auditor=404)
    ),
    _d: Row(_D, DESK, READ_ONLY),
    _d + "<str:key>/": Row(_D + "1.2-a/", DESK, READ_ONLY),
    _d + "do/verdict/<int:use>/": _post_only(_D + "do/verdict/{piece}/"),
    "review/reasons/": Row("/review/reasons/", _only("reviewer", "head", "far_reviewer")),
    "review/reasons/<int:pk>/": Row("/review/reasons/{reason}/", _only("reviewer", "head")),
    "review/reasons/<int:pk>/<str:what>/": _post_only("/review/reasons/{reason}/retire/"),
    _d + "do/preview/<int:version>/": Row(_D + "do/preview/{version}/", DESK),
    _d + "do/news/": Row(
        _D + "do/news/",
        _of_report(403, reviewer=204, head=204, executive=204, auditor=204),
        READ_ONLY,
    ),
    _d + "do/next/": Row(
        _D + "do/next/",
        _of_report(403, reviewer=302, head=302, executive=302, auditor=302),
        READ_ONLY,
    ),
    _d + "do/reconfirm/": Row(_D + "do/reconfirm/", _of_report(403, reviewer=200, head=200)),
    _d + "do/accept/": Row(_D + "do/accept/", _of_report(403, reviewer=200, head=200)),
    _d + "do/comments/<str:key>/": Row(_D + "do/comments/1.2-a/", DESK, READ_ONLY),
    _d + "do/contradictions/": Row(_D + "do/contradictions/", DESK),
    _d + "do/contradictions/count/": Row(_D + "do/contradictions/count/", DESK, READ_ONLY),
    # This round is reviewed once, so its reports have no differences.
    _d + "do/differences/": Row(
        _D + "do/differences/",
        _of_report(403, **dict.fromkeys(("reviewer", "head", "executive", "auditor"), 404)),
        READ_ONLY,
    ),
    _d + "do/settle/<int:use>/": _post_only(_D + "do/settle/{piece}/"),
    _d + "do/take-place/": _post_only(_D + "do/take-place/"),
    _d + "do/reviewers/": Row(_D + "do/reviewers/", _of_report(403, reviewer=200, head=200)),
    _d + "do/conflict/": Row(_D + "do/conflict/", _of_report(403, reviewer=200, head=200)),
    _d + "do/waive/": Row(_D + "do/waive/", _of_report(403, head=200)),
    _d + "do/appoint/": Row(_D + "do/appoint/", _of_report(403, executive=200)),
    _d + "do/extension/<int:extension>/": Row(
        _D + "do/extension/{extension}/", _of_report(403, head=200)
    ),
    # A draft cannot be returned, which those at the desk are told.
    _d + "do/<str:action>/": Row(
        _D + "do/return/", _of_report(403, reviewer=409, head=409, executive=409, auditor=409)
    ),
    "rounds/": _own("/rounds/"),
    "rounds/year/": _own("/rounds/year/"),
    "rounds/calendar/": _own("/rounds/calendar/"),
    "rounds/calendar.ics": _own("/rounds/calendar.ics"),
    "rounds/<int:pk>/": Row(
        "/rounds/{round}/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
        READ_ONLY,
    ),
    "rounds/<int:pk>/results/": Row(
        "/rounds/{round}/results/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
        READ_ONLY,
    ),
    "rounds/<int:pk>/remind/": Row(
        "/rounds/{round}/remind/",
        _only("reviewer", "head") | dict.fromkeys(("executive", "configurer", "auditor"), 403),
    ),
    # The report of this world is a draft: those who could ask are told that there is no result.
    _s + "reconsideration/": Row(
        _S + "reconsideration/", _of_report(403, director=200), frozenset({404})
    ),
    _s + "reconsideration/<int:number>/": Row(_S + "reconsideration/1/", REPORT, READ_ONLY),
    _s + "reconsideration/<int:number>/reviewer/": _post_only(_S + "reconsideration/1/reviewer/"),
    _s + "reconsideration/<int:number>/opinion/": _post_only(_S + "reconsideration/1/opinion/"),
    _s + "reconsideration/<int:number>/take-back/": _post_only(_S + "reconsideration/1/take-back/"),
    _s + "reconsideration/<int:number>/decide/": Row(
        # decided long ago: who comes to decide is led to the answer
        _S + "reconsideration/1/decide/",
        _of_report(302),
    ),
    _s + "outside/": Row(_OWN + "outside/", OF_BUREAU),
    "rounds/<int:pk>/reconsiderations/": Row(
        "/rounds/{round}/reconsiderations/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
        READ_ONLY,
    ),
    "rounds/<int:pk>/downloads/": Row(
        "/rounds/{round}/downloads/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
    ),
    "rounds/year/<int:year>/downloads/": Row(
        "/rounds/year/{year}/downloads/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
    ),
    _s + "downloads/": Row(_S + "downloads/", REPORT),
    "downloads/<int:pk>/": _post_only("/downloads/{export}/"),
    "rounds/<int:pk>/decisions/": Row(
        "/rounds/{round}/decisions/",
        _only("head", "executive", "auditor") | dict.fromkeys(("reviewer", "configurer"), 403),
        READ_ONLY,
    ),
    "rounds/<int:pk>/do/<str:act>/": Row(
        "/rounds/{round}/do/publish/",
        _only("head", others=404)
        | dict.fromkeys(("reviewer", "executive", "configurer", "auditor"), 403),
    ),
    "rounds/<int:pk>/setup/": Row(
        "/rounds/{round}/setup/", _only("head", "executive", "configurer"), READ_ONLY
    ),
    "rounds/<int:pk>/units/": Row(
        "/rounds/{round}/units/", _only("head", "executive", "configurer")
    ),
    "rounds/<int:pk>/units/bureau/": _post_only("/rounds/{round}/units/bureau/", 403, 404),
    "rounds/<int:pk>/units/add/": Row(
        "/rounds/{round}/units/add/", _only("head", "executive", "configurer")
    ),
    "rounds/<int:pk>/units/<int:assignment>/off/": Row(
        "/rounds/{round}/units/{assignment}/off/", _only("head", "executive", "configurer")
    ),
    "rounds/<int:pk>/open/": _post_only("/rounds/{round}/open/"),
    "rounds/<int:pk>/extend/": _post_only("/rounds/{round}/extend/"),
    # Who contributes to the section's report: its director says so too.
    "rounds/<int:pk>/units/<int:assignment>/contributors/": Row(
        "/rounds/{round}/units/{assignment}/contributors/",
        _only("director", "head", "configurer"),
    ),
    "rounds/<int:pk>/units/<int:assignment>/contributors/<int:part>/release/": _post_only(
        "/rounds/{round}/units/{assignment}/contributors/{part}/release/"
    ),
    _s + "contributions/": Row(_S + "contributions/", REPORT, READ_ONLY),
    _s + "contributions/<int:unit>/hand-in/": _post_only(
        _S + "contributions/{contributor}/hand-in/"
    ),
    _s + "contributions/<int:unit>/give-back/": _post_only(
        _S + "contributions/{contributor}/give-back/"
    ),
    "rounds/<int:pk>/versions/": Row(
        "/rounds/{round}/versions/",
        _only("reviewer", "head", "executive", "configurer", "auditor"),
        READ_ONLY,
    ),
    # Those who see the round are told that scoring it by other criteria is not theirs.
    "rounds/<int:pk>/what-if/": Row("/rounds/{round}/what-if/", _TRY),
    "rounds/<int:pk>/what-if/<int:run>/": Row(
        "/rounds/{round}/what-if/{what_if}/", _TRY, READ_ONLY
    ),
    "rounds/<int:pk>/what-if/<int:run>/move/": _post_only(
        "/rounds/{round}/what-if/{what_if}/move/"
    ),
    "rounds/<int:pk>/plan/": Row("/rounds/{round}/plan/", _only("head", "executive", "configurer")),
    "rounds/<int:pk>/double-review/": _post_only("/rounds/{round}/double-review/"),
    "rounds/<int:pk>/differences/": Row(
        "/rounds/{round}/differences/", _only("reviewer", "head"), READ_ONLY
    ),
    "rounds/<int:pk>/time/": Row(
        "/rounds/{round}/time/", _only("head", "executive", "configurer"), READ_ONLY
    ),
    "documents/": _own("/documents/"),
    "documents/register/": _own("/documents/register/"),
    "documents/new/": Row("/documents/new/", _get(200)),
    # The far reviewer has a section too, whose scans are none of these.
    "documents/scans/": Row(
        "/documents/scans/", _only("reviewer", "head", "far_reviewer"), frozenset({405})
    ),
    "documents/scans/upload/": _post_only("/documents/scans/upload/", 404, 422),
    "documents/scans/confirm/": _post_only("/documents/scans/confirm/", 404, 422),
    "documents/scans/<int:pk>/aside/": _post_only("/documents/scans/1/aside/"),
    "documents/batches/": _own("/documents/batches/"),
    "documents/batches/new/": Row(
        "/documents/batches/new/?round={round}", _only("reviewer", "head"), frozenset({404})
    ),
    "documents/batches/<int:pk>/": Row("/documents/batches/{batch}/", BATCH, READ_ONLY),
    # Without htmx it leads to the page itself.
    "documents/batches/<int:pk>/progress/": Row(
        "/documents/batches/{batch}/progress/",
        _only("reviewer", "head", "executive", "auditor", status=302),
        READ_ONLY,
    ),
    "documents/batches/<int:pk>/issue/": Row(
        "/documents/batches/{batch}/issue/", BATCH | dict.fromkeys(NO_ISSUERS, 403)
    ),
    "documents/batches/<int:pk>/numbers/": Row(
        "/documents/batches/{batch}/numbers/", BATCH | {"executive": 403, "auditor": 403}
    ),
    "documents/batches/<int:pk>/stop/": _post_only("/documents/batches/{batch}/stop/"),
    "documents/batches/<int:pk>/go-on/": _post_only("/documents/batches/{batch}/go-on/"),
    "documents/batches/<int:pk>/give-up/": _post_only("/documents/batches/{batch}/give-up/"),
    "documents/batches/<int:pk>/memos.zip": Row(
        "/documents/batches/{batch}/memos.zip", BATCH, READ_ONLY
    ),
    "documents/batches/<int:pk>/together/": _post_only("/documents/batches/{batch}/together/"),
    # The file that another job made is nobody's but whoever asked for it.
    "documents/batches/<int:pk>/together/<uuid:job_id>.pdf": Row(
        "/documents/batches/{batch}/together/{job}.pdf", _get(404), READ_ONLY
    ),
    "documents/<int:pk>/": Row("/documents/{memo}/", DRAFT_MEMO),
    "documents/<int:pk>/edit/": Row(
        "/documents/{memo}/edit/", _of_report(404, drafter=200, director=200, auditor=403)
    ),
    "documents/<int:pk>/issue/": Row(
        "/documents/{memo}/issue/", _of_report(404, drafter=403, director=200, auditor=403)
    ),
    "documents/<int:pk>/replace/": _post_only("/documents/{memo}/replace/"),
    "documents/<int:pk>/printed/": _post_only("/documents/{memo}/printed/"),
    "documents/<int:pk>/signed/": _post_only("/documents/{memo}/signed/"),
    "documents/<int:pk>/sent/": _post_only("/documents/{memo}/sent/"),
    "documents/<int:pk>/void/": _post_only("/documents/{memo}/void/"),
    "documents/<int:pk>/again/": _post_only("/documents/{memo}/again/"),
    "documents/<int:pk>/file/<str:wanted>/": Row("/documents/{memo}/file/docx/", DRAFT_MEMO),
    # A draft has no number yet, which only those who see it are told.
    "documents/<int:pk>/metadata.json": Row(
        "/documents/{memo}/metadata.json",
        _only("drafter", "director", "auditor", status=409),
        READ_ONLY,
    ),
    # Its PDF is still being made, which only those who may have it are told.
    # Nothing came another way, so there is nothing to acknowledge.
    "documents/acknowledgement/<int:filing>/": Row(
        "/documents/acknowledgement/{filing}/", _get(404)
    ),
    "documents/receipt/<int:filing>/": Row("/documents/receipt/{filing}/", _of_report(409)),
    "documents/emblem/": Row("/documents/emblem/", _only("configurer")),
    "documents/emblem/picture/": Row("/documents/emblem/picture/", _only("configurer"), READ_ONLY),
    "public/<str:token>/": _public("/public/{token}/"),
    "public/<str:token>/memo/<str:wanted>/": _public("/public/{token}/memo/docx/"),
    "public/<str:token>/form/<str:code>/": _public("/public/{token}/form/form-1/"),
    "indicators/": _own("/indicators/"),
    # The card is read by everybody of the bureau that owns the indicator.
    "indicators/<int:pk>/": Row("/indicators/{indicator}/", _of_report(neighbour=200), READ_ONLY),
    "indicators/<int:pk>/card.<str:kind>": Row(
        "/indicators/{indicator}/card.docx", _of_report(neighbour=200), READ_ONLY
    ),
    "indicators/<int:pk>/definition.yaml": Row(
        "/indicators/{indicator}/definition.yaml", _of_report(neighbour=200), READ_ONLY
    ),
    # Those who work on definitions; keeping a case is the configurer's and the head's.
    _i + "rehearsal/": Row("/indicators/{indicator}/rehearsal/", _KEEP_DEFINITIONS),
    _i + "rehearsal/cases.yaml": Row(
        "/indicators/{indicator}/rehearsal/cases.yaml", _KEEP_DEFINITIONS, READ_ONLY
    ),
    _i + "rehearsal/take-in/": _post_only("/indicators/{indicator}/rehearsal/take-in/"),
    _i + "rehearsal/restore/": _post_only("/indicators/{indicator}/rehearsal/restore/"),
    _i + "rehearsal/<int:case>/<str:act>/": _post_only("/indicators/{indicator}/rehearsal/1/load/"),
    _i + "designer/": Row(_I + "designer/", DESIGN, frozenset({403, 404})),
    _i + "designer/state/": Row(_I + "designer/state/", DESIGN, READ_ONLY),
    _i + "designer/card.<str:kind>": Row(_I + "designer/card.docx", DESIGN, READ_ONLY),
    _i + "designer/preview/": Row(_I + "designer/preview/", DESIGN, READ_ONLY),
    _i + "designer/definition.yaml": Row(_I + "designer/definition.yaml", DESIGN, READ_ONLY),
    _i + "designer/begin/": _post_only(_I + "designer/begin/", 403, 404),
    _i + "designer/undo/": _post_only(_I + "designer/undo/", 403, 404),
    _i + "designer/discard/": _post_only(_I + "designer/discard/", 403, 404),
    # The desk's pages: whoever reads the card is told that changing it is the configurer's.
    _i + "designer/take-in/": Row(_I + "designer/take-in/", DESIGN, frozenset({403, 404})),
    _i + "designer/as/<str:who>/": Row(_I + "designer/as/division/", DESIGN, READ_ONLY),
    # Everybody reads the days off of the own unit; who has none finds no page.
    "indicators/holidays/": Row("/indicators/holidays/", _get(200, stranger=404), frozenset({405})),
    "indicators/holidays/add/": _post_only("/indicators/holidays/add/", 403, 404),
    "indicators/holidays/restore/": _post_only("/indicators/holidays/restore/", 403, 404),
    "indicators/holidays/<int:pk>/": Row(
        "/indicators/holidays/{holiday}/",
        _get(403, configurer=200, stranger=404, far_reviewer=404),
        KEPT,
    ),
    "indicators/holidays/<int:pk>/remove/": _post_only(
        "/indicators/holidays/{holiday}/remove/", 403, 404
    ),
    "indicators/take-in/": Row("/indicators/take-in/", _only("configurer")),
    "indicators/new/": Row("/indicators/new/", _only("configurer")),
    "indicators/copy/": Row("/indicators/copy/", _only("configurer")),
    "indicators/publish/": Row("/indicators/publish/", _only("configurer")),
    "indicators/<int:pk>/copy/": Row("/indicators/{indicator}/copy/", DESIGN, KEPT),
    "indicators/<int:pk>/publish/": Row("/indicators/{indicator}/publish/", DESIGN, KEPT),
    "indicators/<int:pk>/retire/": Row("/indicators/{indicator}/retire/", DESIGN, KEPT),
    "indicators/<int:pk>/reporting/": Row("/indicators/{indicator}/reporting/", DESIGN, KEPT),
    "indicators/<int:pk>/take-back/": _post_only("/indicators/{indicator}/take-back/", 403, 404),
    "notifications/": _own("/notifications/"),
    "notifications/<int:pk>/open/": _post_only("/notifications/{notice}/open/"),
    "notifications/wishes/": Row("/notifications/wishes/", _get(200), frozenset({302, 422})),
    "outbox/": Row("/outbox/", _only("reviewer", "head", "far_reviewer"), READ_ONLY),
    "outbox/send-again/": _post_only("/outbox/send-again/", 302, 404),
    "notifications/read/": _post_only("/notifications/read/", 302),
    "audit/": Row(
        "/audit/",
        _only("reviewer", "head", "executive", "configurer", "auditor", "far_reviewer"),
        frozenset({405}),
    ),
    # The reviewer of the other bureau exports that bureau's trail.
    "audit/export/": _post_only("/audit/export/", 404, 200),
    "health/": _public("/health/"),
    "jobs/<uuid:job_id>/": Row("/jobs/{job}/", _only("drafter"), frozenset({405})),
    "jobs/<uuid:job_id>/retry/": _post_only("/jobs/{job}/retry/"),
    "jobs/<uuid:job_id>/cancel/": _post_only("/jobs/{job}/cancel/"),
    "units/": Row("/units/", _only("head", "executive", "configurer"), frozenset({404, 405})),
    "units/new/": Row("/units/new/", _only("configurer")),
    "units/merge/": Row("/units/merge/", _only("configurer")),
    "units/<int:pk>/": Row(
        "/units/{unit}/", _only("head", "executive", "configurer"), frozenset({404, 405})
    ),
    "units/<int:pk>/details/": Row("/units/{unit}/details/", _only("configurer")),
    "units/<int:pk>/rename/": Row("/units/{unit}/rename/", _only("configurer")),
    "units/<int:pk>/dissolve/": Row("/units/{unit}/dissolve/", _only("configurer")),
    # People are seen by those who oversee or direct their unit; configurers alone change them.
    "people/": Row("/people/", SEES_PEOPLE, READ_ONLY),
    "people/new/": Row("/people/new/", KEEPS_PEOPLE, frozenset({403, 404})),
    "people/me/": _own("/people/me/"),
    "people/<int:pk>/": Row("/people/{person}/", SEES_PERSON, READ_ONLY),
    "people/<int:pk>/details/": Row("/people/{person}/details/", KEEPS_PERSON),
    "people/<int:pk>/start-code/": _post_only("/people/{person}/start-code/"),
    "people/<int:pk>/leave/": Row("/people/{person}/leave/", KEEPS_PERSON),
    "people/<int:pk>/roles/new/": Row("/people/{person}/roles/new/", KEEPS_PERSON),
    "people/<int:pk>/absence/": Row(
        "/people/{person}/absence/",
        SEES_PERSON | {"drafter": 200, "head": 403},
    ),
    "people/roles/<int:pk>/end/": Row("/people/roles/{role}/end/", KEEPS_PERSON),
    "people/roles/<int:pk>/move/": Row("/people/roles/{role}/move/", KEEPS_PERSON),
    "people/roles/<int:pk>/deputies/": Row("/people/roles/{office}/deputies/", SEES_PERSON),
    "people/deputies/<int:pk>/end/": Row(
        "/people/deputies/{deputy}/end/", SEES_PERSON | {"director": 403, "head": 403}
    ),
    "people/absences/<int:pk>/end/": Row(
        "/people/absences/{absence}/end/", SEES_PERSON | {"drafter": 200, "head": 403}
    ),
    "people/absences/<int:pk>/cancel/": _post_only("/people/absences/{absence}/cancel/"),
    "people/acting/new/": Row("/people/acting/new/", APPOINTS, frozenset({403, 404})),
    "people/acting/preview/": Row("/people/acting/preview/", APPOINTS, frozenset({404, 405})),
    "people/acting/<int:pk>/end/": Row(
        "/people/acting/{acting}/end/", SEES_PERSON | {"director": 403, "head": 403}
    ),
    "people/import/": Row("/people/import/", KEEPS_PEOPLE, frozenset({403, 404})),
    "people/import/template.xlsx": Row("/people/import/template.xlsx", KEEPS_PEOPLE, READ_ONLY),
    "people/import/<int:pk>/": Row("/people/import/{import}/", _only("configurer"), READ_ONLY),
    "people/import/<int:pk>/marked.xlsx": Row(
        "/people/import/{import}/marked.xlsx", _only("configurer"), READ_ONLY
    ),
    "people/import/<int:pk>/apply/": _post_only("/people/import/{import}/apply/"),
    "people/import/<int:pk>/start-codes.xlsx": _post_only(
        "/people/import/{import}/start-codes.xlsx"
    ),
    "start/": Row("/start/", _get(200, anonymous=200), frozenset({422})),
    "language/": Row("/language/", _get(405, anonymous=405), frozenset({404})),
    "year/": Row("/year/", _get(405), frozenset({302})),
    "help/": _own("/help/"),
    "help/pictures/<slug:name>.png": _own("/help/pictures/desk.png"),
    "help/<slug:role>/": _own("/help/head/"),
    "resume/": Row("/resume/", _get(302), frozenset({302})),
    "styleguide/": Row("/styleguide/", _only("configurer"), frozenset({405})),
}

# Of the library for accounts: what anonymous and signed-in people get, the same for every role.
ACCOUNTS: dict[str, tuple[int, int]] = {
    "accounts/login/": (200, 302),
    "accounts/logout/": (302, 200),
    "accounts/inactive/": (200, 200),
    "accounts/signup/": (200, 302),  # says that nobody signs up here
    "accounts/reauthenticate/": (302, 200),
    "accounts/email/": (302, 200),
    "accounts/confirm-email/": (200, 200),
    "accounts/password/change/": (302, 200),
    "accounts/password/set/": (302, 302),
    "accounts/password/reset/": (200, 200),
    "accounts/login/code/confirm/": (302, 302),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": (200, 200),
    "accounts/password/reset/key/done/": (200, 200),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (200, 200),
    "accounts/password/reset/done/": (200, 200),
    "accounts/2fa/": (302, 200),
    "accounts/2fa/authenticate/": (302, 302),
    "accounts/2fa/reauthenticate/": (302, 302),
    "accounts/2fa/totp/activate/": (302, 302),
    "accounts/2fa/totp/deactivate/": (302, 404),
    "accounts/2fa/recovery-codes/": (302, 404),
    "accounts/2fa/recovery-codes/generate/": (302, 302),
    "accounts/2fa/recovery-codes/download/": (302, 404),
}
