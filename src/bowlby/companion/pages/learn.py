"""Learn: what is known of attachment, chapter by chapter, with sources, disagreements and the lab's own findings.

The questions for self-reflection give no score and no name; what is written there is kept only on a button's say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from bowlby.companion import learning
from bowlby.companion.language import N_, _, current
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.references import references_of
from bowlby.companion.times import now_here
from bowlby.companion.words import trigger_label

router = APIRouter(dependencies=[Depends(checked_form)])

TITLE = N_("Notes: learn")
KIND = "reflection"
"""Kind of document in which answers to the questions are kept."""

LONGEST = 4000
"""Longest answer to one question, in characters."""


def _questions_for_oneself() -> tuple[str, ...]:
    return (
        _("When someone I love is hard to reach, what do I notice first: in my body, in my thoughts, in what I do?"),
        _("What do I do to get closeness back? What of it brings them nearer, and what pushes them away?"),
        _("With whom do I feel at ease? What is different there?"),
        _("What do I believe about myself when a message stays without an answer? Have I always believed it?"),
        _("How did people around me answer when I was small and upset? Whom could I go to?"),
        _("When was I last proved wrong in a good way: I expected distance and found warmth?"),
        _("What would I do with an evening if I were sure that all is well between us?"),
        _("What would I like to be able to ask for, plainly?"),
    )


def _questions_for_parents() -> tuple[str, ...]:
    return (
        _("Which of my child’s signals do I notice at once, and which do I overlook when I am tired?"),
        _("What goes on in me when my child clings, or is angry with me? What does it remind me of?"),
        _("When do I answer straight away, when late, when not at all? What decides it?"),
        _("How can my child tell that I am on my way, even if I cannot come yet?"),
        _("What do I do when it went wrong between us? How do we find each other again?"),
        _("When my child sets off to explore: what do I feel, and what do I do?"),
        _("Who settles me, so that I can settle my child?"),
    )


QUESTIONS: dict[str, Callable[[], tuple[str, ...]]] = {
    "self": _questions_for_oneself,
    "parent": _questions_for_parents,
}
"""The questions by whom they are for; those for parents are about their own answers, never about the child."""


@router.get("/learn")
async def contents(request: Request) -> Response:
    """All chapters."""
    open_diary(request)
    return render(request, "learn.html", title=_(TITLE), chapters=learning.chapters(current().code))


@router.get("/learn/claims")
async def all_claims(request: Request) -> Response:
    """Every claim in one list, with how sure it is."""
    open_diary(request)
    rows = [(one, claim, learning.sure_words(claim)) for one, claim in learning.claims(current().code)]
    counts = {words: sum(row[2] == words for row in rows) for words in map(_, learning.SURE.values())}
    return render(request, "learn_claims.html", title=_(TITLE), rows=rows, counts=counts)


@router.get("/learn/sources")
async def all_sources(request: Request) -> Response:
    """Every work that Learn names."""
    open_diary(request)
    rows = references_of(sorted(learning.sources()))
    return render(request, "learn_sources.html", title=_(TITLE), rows=rows)


@router.get("/learn/reflect/{who}")
async def reflect(request: Request, who: str) -> Response:
    """Questions to think about, with what was kept earlier."""
    database = open_diary(request)
    if who not in QUESTIONS:
        raise HTTPException(404)
    kept = database.document(KIND, who) or {}
    answers = [kept.get("answers", {}).get(str(n), "") for n in range(len(QUESTIONS[who]()))]
    questions = list(zip(QUESTIONS[who](), answers, strict=True))
    return render(request, "learn_reflect.html", title=_(TITLE), who=who, questions=questions, kept=bool(kept))


@router.post("/learn/reflect/{who}")
async def keep_reflection(request: Request, who: str) -> Response:
    """Keep what was written, or forget it for good, as the button says."""
    database = open_diary(request)
    if who not in QUESTIONS:
        raise HTTPException(404)
    session = session_of(request)
    if text_of(request, "do") == "forget":
        database.forget(KIND, who)
        session.say(_("Forgotten."))
    else:
        written = {str(n): text_of(request, f"answer-{n}").strip()[:LONGEST] for n in range(len(QUESTIONS[who]()))}
        answers = {n: text for n, text in written.items() if text}
        if answers:
            database.keep(KIND, who, {"answers": answers, "at": now_here().isoformat()})
        session.say(_("Kept, in your notebook only.") if answers else _("There was nothing to keep."))
    return go(f"/learn/reflect/{who}")


@router.get("/learn/{name}")
async def chapter(request: Request, name: str) -> Response:
    """One chapter."""
    open_diary(request)
    if name not in learning.CHAPTERS:
        raise HTTPException(404)
    shown = learning.chapter(name, current().code)
    at = learning.CHAPTERS.index(name)
    around = [
        learning.chapter(learning.CHAPTERS[n], current().code) if 0 <= n < len(learning.CHAPTERS) else None
        for n in (at - 1, at + 1)
    ]
    return render(
        request,
        "learn_chapter.html",
        title=_(TITLE),
        chapter=shown,
        foreign=shown.code != current().code,
        before=around[0],
        after=around[1],
        about=about_claim,
        references=references_of(shown.sources),
        references_of=references_of,
        run=learning.run_of_the_lab(),
        verdict=learning.verdict_words,
        drawn=learning.language_of_chart(current().code),
    )


def about_claim(claim: learning.Claim) -> dict[str, Any]:
    """What a page shows of a claim beside its text."""
    return {
        "sure": learning.sure_words(claim),
        "trigger": trigger_label(claim.trigger) if claim.trigger else "",
        "references": references_of(claim.sources),
        "experiments": learning.experiments(claim.id),
    }
