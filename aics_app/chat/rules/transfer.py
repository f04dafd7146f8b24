"""When a person should be offered, and why."""

from aics_app.chat.models import Source, TransferReason


def transfer_reason(  # noqa: PLR0913 - the facts that decide, each by its name
    *,
    wants_person: bool,
    source: Source,
    confidence: float,
    threshold: float,
    not_helped: int = 0,
    max_turns: int = 3,
    intent: str = "",
    model_failed: bool = False,
) -> TransferReason | None:
    """Why this answer should offer a person; None when it need not.

    The first that holds: the customer asks for one; a complaint; the model failed; turns without progress; nothing
    known; a confidence below the administrator's threshold.
    """
    if wants_person:
        return TransferReason.CUSTOMER_REQUEST
    if intent == "complaint":
        return TransferReason.POLICY_RESTRICTION
    if model_failed:
        return TransferReason.TOOL_FAILURE
    if not_helped >= max_turns:
        return TransferReason.USAGE_LIMIT
    if source == Source.NONE:
        return TransferReason.UNSUPPORTED_REQUEST if intent == "out_of_scope" else TransferReason.MISSING_KNOWLEDGE
    if source == Source.LLM and confidence < threshold:
        return TransferReason.MISSING_KNOWLEDGE
    return None
