"""English clauses that ask for a person."""

import re

_WHOSE = r"(?:(?:a|an|the|your|some|any|one of your|another|this|that|my)\s+)?"
_KIND = r"(?:(?:real|live|actual|human|proper|customer|service|support|senior|different|new)\s+)*"
_HUMAN = (
    r"(?:humans?(?: being)?|hooman|persons?|people|agents?|agnet|repres\w+tives?|reps?|operators?|employees?"
    r"|advis[oe]rs?|supervisors?|managers?(?!')|specialists?|staff(?: members?)?|team members?|colleagues?"
    r"|members? of (?:staff|your team)|manual (?:customer )?(?:service|support))"
)
_SOMEBODY = r"(?:some(?:one|body|1)|any(?:one|body))"
_ANYBODY = (
    rf"(?:{_HUMAN}|{_SOMEBODY}|customer (?:service|support|care)|support|(?:the|your) team"
    r"|whoever(?: is|'s) in charge)"
)
_NO_PERSON = r"(?!\s*(?:hours?|number|of the brand|else's|'s|hair|sized?|-|id|code|made))\b"
_TO = (
    r"(?:\s+(?:me|us|this|it|over|through|back|on|directly|straight|now|please|to|2|with|w|w/|up|in contact"
    r"|in touch))*\s+"
)
_POLITE = r"(?:\s+(?:please|pls|plz|now|asap|right now|immediately|already|over|again|instead|thanks))*"

_BARE = (
    rf"^(?:please|pls|just|ok|a|an|the|get|more|i said|hello|hi)?\s*{_KIND}"
    rf"(?:{_HUMAN}|customer (?:service|support)|{_SOMEBODY} from (?:the|your) team)"
    rf"(?:\s+(?:support|chat|only))?{_POLITE}$"
)
_TALK = (
    r"\b(?:t(?:al|la)k|sp(?:ea|ee|e)k|chat|deal|conn?ect|put(?:ting)?|pass|transfer|hand|switch|swap|patch"
    rf"|escalate|direct|forward|route|refer){_TO}{_WHOSE}{_KIND}{_ANYBODY}{_NO_PERSON}"
)
_GET = (
    r"\b(?:get|give|find|want|(?<!no )need|bring|fetch|like|prefer|call|ask(?:ed|ing)? for|looking for"
    rf"|request)(?:\s+(?:me|us|to have|to get))*\s+{_WHOSE}{_KIND}{_HUMAN}{_NO_PERSON}"
)
_GET_TO_CALL = rf"\bget\s+(?:me\s+)?{_SOMEBODY}\s+to\s+(?:call|contact|talk|speak|chat)\b"
_CAN_CALL = (
    rf"\b(?:can|could|would|will|have|let)\s+{_WHOSE}{_KIND}(?:{_HUMAN}|{_SOMEBODY})\b.{{0,25}}\b"
    r"(?:contact|call|ring|take over|join|reach|speak|talk|chat|phone)\b"
)
_CAN_HELP = (
    rf"\b(?:can|could|would|will)\s+{_WHOSE}{_KIND}{_HUMAN}\s+(?:please\s+)?"
    r"(?:look|help|handle|check|deal)\b"
)
_ANYONE_REAL = r"\bis (?:there )?any(?:one|body) (?:real|human|i can (?:talk|speak|chat))"
_IS_THERE = rf"\b(?:is there|any)\s+{_WHOSE}{_KIND}{_HUMAN}\s+(?:i can|around|here|to (?:talk|speak|chat))\b"
_TRANSFER = (
    rf"(?:\b(?:transfer|conn?ect|escalate) me|^transfer|\bhuman (?:support|help|assistance)){_POLITE}$"
)

_WISHES = tuple(
    re.compile(pattern)
    for pattern in (
        _BARE,
        _TALK,
        _GET,
        _GET_TO_CALL,
        _CAN_CALL,
        _CAN_HELP,
        _ANYONE_REAL,
        _IS_THERE,
        _TRANSFER,
    )
)

_NEGATED = re.compile(
    r"\b(?:don'?t|do not|doesn'?t|didn'?t|not|never|no need|without|needn'?t|cancel|stop|instead of|no longer"
    r"|avoid|won'?t)"
    r"(?:\s+(?!bots?\b|robots?\b|machines?\b)[\w']+){0,3}\s*$"
)
_ABOUT = re.compile(
    r"\b(?:what|when|how|who|which|where|are|were|did|does|do you have|should i|do i|must i|if i"
    r"|why(?! can'?t| won'?t| don'?t))\b"
)
_TOLD = re.compile(
    r"\b(?:told|asked|advised|said|suggested|promised)(?: (?:me|us|that))?(?: i (?:should|could|can))?"
    r"(?: to)?\s*$"
)
_TAKEN_BACK = re.compile(
    r"^(?:actually|ok|no)?\s*(?:never ?mind|no need|forget (?:it|that)|cancel(?: that| it)?|no thanks"
    r"|don'?t bother)$"
)


def wishes(clause: str) -> bool:
    """Whether this clause, casefolded, asks for a person."""
    return any(_stands(clause[: found.start()]) for pattern in _WISHES for found in pattern.finditer(clause))


def takes_back(clause: str) -> bool:
    """Whether this clause gives up what was wished before it."""
    return _TAKEN_BACK.search(clause) is not None


def _stands(before: str) -> bool:
    return not (_NEGATED.search(before) or _TOLD.search(before) or _ABOUT.search(before))
