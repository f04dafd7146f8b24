"""The workflow that holds until an administrator sets another: the reference's four statuses."""

from aics_app.tickets.models import Category
from aics_app.tickets.rules.workflow import Need, Priority, Status, Topic, Transition, Who, Workflow

DESK = frozenset({Who.ASSIGNEE, Who.AGENT})
REPLIED = frozenset({Need.REPLY})

DEFAULT = Workflow(
    statuses=(
        Status("PENDING", Category.OPEN, {"zh": "待处理", "en": "Pending"}),
        Status("PROCESSING", Category.OPEN, {"zh": "处理中", "en": "In progress"}),
        Status("WAITING", Category.PAUSED, {"zh": "等待客户", "en": "Waiting for customer"}),
        Status("CLOSED", Category.RESOLVED, {"zh": "已解决", "en": "Resolved"}),
        Status("REJECTED", Category.RESOLVED, {"zh": "已驳回", "en": "Rejected"}),
    ),
    transitions=(
        Transition(
            "PENDING", "PROCESSING", {"zh": "开始处理", "en": "Start"}, DESK, frozenset({Need.ASSIGNEE})
        ),
        Transition("PENDING", "REJECTED", {"zh": "驳回", "en": "Reject"}, DESK, REPLIED),
        Transition("PENDING", "CLOSED", {"zh": "解决", "en": "Resolve"}, DESK, REPLIED),
        Transition("PROCESSING", "WAITING", {"zh": "等待客户", "en": "Wait for customer"}, DESK, REPLIED),
        Transition("PROCESSING", "CLOSED", {"zh": "解决", "en": "Resolve"}, DESK, REPLIED),
        Transition("PROCESSING", "REJECTED", {"zh": "驳回", "en": "Reject"}, DESK, REPLIED),
        Transition("PROCESSING", "PENDING", {"zh": "退回待处理", "en": "Put back"}, DESK),
        Transition("WAITING", "PROCESSING", {"zh": "继续处理", "en": "Go on"}, DESK | {Who.CUSTOMER}),
        Transition("WAITING", "CLOSED", {"zh": "解决", "en": "Resolve"}, DESK | {Who.CUSTOMER}),
        Transition("CLOSED", "PROCESSING", {"zh": "重新打开", "en": "Reopen"}, DESK | {Who.CUSTOMER}),
        Transition("REJECTED", "PENDING", {"zh": "重新打开", "en": "Reopen"}, DESK | {Who.CUSTOMER}),
    ),
    priorities=(
        Priority("LOW", 0, {"zh": "低", "en": "Low"}, reply_minutes=480, resolve_minutes=4320),
        Priority("NORMAL", 1, {"zh": "普通", "en": "Normal"}, reply_minutes=240, resolve_minutes=1440),
        Priority("HIGH", 2, {"zh": "高", "en": "High"}, reply_minutes=60, resolve_minutes=480),
    ),
    topics=(
        Topic("order", {"zh": "订单", "en": "Orders"}),
        Topic("delivery", {"zh": "物流配送", "en": "Delivery"}),
        Topic("refund", {"zh": "退换货与退款", "en": "Returns and refunds"}),
        Topic("invoice", {"zh": "发票", "en": "Invoices"}),
        Topic("account", {"zh": "账户", "en": "Account"}),
        Topic("product", {"zh": "商品", "en": "Products"}),
        Topic("complaint", {"zh": "投诉", "en": "Complaints"}),
        Topic("other", {"zh": "其他", "en": "Something else"}),
    ),
)
