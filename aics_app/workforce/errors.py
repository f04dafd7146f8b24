"""What planners may be refused."""

from aics_app.core.errors import Conflict


class AgentChangedMeanwhile(Conflict):
    """Somebody else has said what this agent can do. Params: `name`, `version`."""

    code = "agent_changed_meanwhile"


class PlanChangedMeanwhile(Conflict):
    """Somebody else has changed hours or holidays. Params: `name`, `version`."""

    code = "plan_changed_meanwhile"


class RuleChangedMeanwhile(Conflict):
    """Somebody else has changed this setting. Params: `value`."""

    code = "rule_changed_meanwhile"
