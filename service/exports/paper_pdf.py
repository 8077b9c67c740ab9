"""The paper for when everything is down, as PDF: A4, tagged and archivable, set by `templates/paper.typ`. Equal facts give equal bytes."""

from collections.abc import Mapping
from typing import Any

from service.domain.language import Speaker
from service.exports.paper_texts import content
from service.exports.typeset import typeset


def paper_pdf(facts: Mapping[str, Any], speaker: Speaker) -> bytes:
    """The facts that `service.work.paper_facts` gathered, in the speaker's language."""
    return typeset("paper", content(facts, speaker))
