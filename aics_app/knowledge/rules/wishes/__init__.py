"""Whether a message explicitly asks for a person to take over, in Chinese or English.

Precision first: who wants a person says so in few ways, and who is handed over against their will is
annoyed. A message is read clause by clause. A clause wishes when a verb of fetching or talking meets a word
for a person, unless that is negated, told of the past, or a question about hours, numbers and waiting. "How
do I reach a person?" is a question too, which the FAQ answers. A later clause may take a wish back.
"""

from aics_app.knowledge.rules.clauses import clauses
from aics_app.knowledge.rules.wishes import chinese, english

__all__ = ["wants_person"]


def wants_person(text: str) -> bool:
    """Whether the message asks for a person: "转人工", "get me an agent". Negated or in passing is no."""
    wishing = False
    for clause in clauses(text):
        if chinese.wishes(clause) or english.wishes(clause):
            wishing = True
        elif chinese.takes_back(clause) or english.takes_back(clause):
            wishing = False
    return wishing
