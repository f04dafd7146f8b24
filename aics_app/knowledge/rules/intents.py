"""What a message can be meant as: the names that are kept and counted. Catalogues have a word for each."""

from aics_app.knowledge.rules.dangers import Danger

CIVILITIES = ("greeting", "thanks", "goodbye")
TELLING = (
    *Danger,
    *("handoff", "complaint", "ticket_create", "ticket_status"),
    *("account", "order", "payment", "refund", "delivery", "invoice", "product", "promotion", "service"),
    "out_of_scope",
)
"""What says something of the customer's matter; a civility does not."""
INTENTS = (*TELLING, *CIVILITIES)
