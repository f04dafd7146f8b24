"""What is measured, and in what."""

from enum import StrEnum


class Metric(StrEnum):
    """A figure as people read it; what it means stands in the catalogues under `about`."""

    QUESTIONS = "questions"
    AI_HANDLED = "ai_handled"
    AI_RESOLUTION_RATE = "ai_resolution_rate"
    HANDOFF_RATE = "handoff_rate"
    CACHE_HIT_RATE = "cache_hit_rate"
    FALSE_HIT_RATE = "false_hit_rate"
    QUEUE_WAIT = "queue_wait"
    ABANDON_RATE = "abandon_rate"
    FIRST_RESPONSE_CHAT = "first_response_chat"
    FIRST_RESPONSE_TICKET = "first_response_ticket"
    CUSTOMER_WAIT = "customer_wait"
    TIMELY_REPLY_RATE = "timely_reply_rate"
    HANDLING_TIME = "handling_time"
    HANDLING_TIME_LAST = "handling_time_last"
    HANDLING_TIME_ACTIVE = "handling_time_active"
    BACKLOG = "backlog"
    SLA_REPLY = "sla_reply"
    SLA_RESOLVE = "sla_resolve"
    CSAT = "csat"
    CSAT_AI = "csat_ai"
    CSAT_MIXED = "csat_mixed"
    CSAT_PERSON = "csat_person"
    REOPEN_RATE = "reopen_rate"

    @property
    def name_key(self) -> str:
        """The catalogues' key of what it is called."""
        return f"stats.metric.{self}"

    @property
    def about_key(self) -> str:
        """The catalogues' key of its definition."""
        return f"stats.about.{self}"


class Unit(StrEnum):
    """What a figure's value is: a number of things, a share of 1, seconds, or 0 to 100."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"


class Granularity(StrEnum):
    """How a range is cut; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Share(StrEnum):
    """What a whole is divided by."""

    SOURCES = "sources"
    INTENTS = "intents"
    REASONS = "reasons"
    CATEGORIES = "categories"


class RowKind(StrEnum):
    """What a row of a figure leads to."""

    CONVERSATION = "conversation"
    HANDOFF = "handoff"
    TICKET = "ticket"


class Measure(StrEnum):
    """What figures are made of: each fact is one of these, and counts for one day."""

    QUESTION = "question"
    ANSWER = "answer"
    FALSE_HIT = "false_hit"
    ARRIVAL = "arrival"
    AI_HANDLED = "ai_handled"
    AI_CONFIRMED = "ai_confirmed"
    AI_ASSUMED = "ai_assumed"
    AI_OPEN = "ai_open"
    HANDED_OFF = "handed_off"
    QUEUED = "queued"
    ABANDONED = "abandoned"
    QUEUE_WAIT = "queue_wait"
    TAKEN = "taken"
    FIRST_RESPONSE_CHAT = "first_reply_chat"
    CUSTOMER_WAIT = "customer_wait"
    CHAT_JUDGED = "chat_judged"
    TIMELY = "timely"
    FILED = "filed"
    FIRST_RESPONSE_TICKET = "first_reply_ticket"
    SLA_REPLY = "sla_reply"
    SLA_RESOLVE = "sla_resolve"
    HANDLING = "handling"
    HANDLING_LAST = "handling_last"
    HANDLING_ACTIVE = "handling_active"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    BACKLOG = "backlog"
    ASKED = "asked"
    RATED = "rated"
