"""Whether a message speaks of ending one's own life, or threatens somebody's.

Read clause by clause like a wish for a person. A wrong alarm costs a kind word and an agent's glance, a
missed one may cost a life; so a plain statement counts, and only what is idiom ("laughed myself to death"),
negated, a title, or a question about goods is left out. The lists are short on purpose: whoever adds to them
adds an example to the test.
"""

import re
from enum import StrEnum

from aics_app.knowledge.rules.clauses import clauses


class Danger(StrEnum):
    """What kind of danger a message speaks of."""

    SELF_HARM = "self_harm"
    THREAT = "threat"


_SELF_HARM_ZH = (
    r"(?<![不没])(?<!没有)想(?:要)?(?:自杀|自尽|轻生|寻死|自残|自伤|割腕|跳楼|上吊|跳河|去死|一死了之)",
    r"我?(?:要|准备|打算|决定|去|快要)(?:自杀|自尽|轻生|寻死|割腕|跳楼|上吊|跳河|结束(?:自己|我)的生命)",
    r"(?:^|我|真的?|就|只|好|都|也|很|有点|现在|每天|经常|总)想死(?!你|我了|他|她|它|心|在|守)",
    r"(?:不想|没法|不愿意?|没(?:有)?勇气)(?:再|继续)*活(?:了|下去|着)",
    r"活(?:着|下去)?(?:真|就|也|都|已经|太|好)*(?:没有?意思|没有?意义|没劲|不下去|够了)",
    r"(?:结束|了结)(?:掉)?(?:自己|我|我自己)?的?(?:生命|性命|一生|这条命)",
    r"我?(?:吃|吞|喝)(?:了|下)(?:很多|好多|一瓶|整瓶|半瓶)?(?:安眠药|农药|百草枯)",
    r"(?:伤害|弄伤|割伤|杀了?)(?:我)?自己",
    r"(?:世界上|这世上)?(?:没有我|我不在了?|我死了)(?:大家|他们|你们|所有人|就|会)?(?:会|都|就)*(?:更好|解脱|轻松|一了百了)",
    r"^(?:我)?不如(?:去)?死(?:了)?(?:算了|吧|了)?$",
    r"^(?:我)?死了算了$",
)
_SELF_HARM_EN = (
    r"\bkill(?:ing)? my ?self\b",
    r"\b(?:end|ending|take|taking) my (?:own )?life\b",
    r"\b(?:i|i'm|im|am|feel(?:ing)?|been|like|thinking about|thoughts of) (?:\w+ )?(?:suicidal|suicide)\b",
    r"\b(?:commit|committing) suicide\b",
    r"\b(?:hurt|hurting|harm|harming|cut|cutting) my ?self\b",
    (
        r"\bi (?:just |really |only )?(?:want to|wanna|wish i could|would like to|am going to|plan to) "
        r"(?:die|be dead)\b(?!\s*(?:for|of|laughing|hair))"
    ),
    r"\bwish i (?:was|were) (?:dead|never born)\b",
    (
        r"\b(?:don't|do not|dont|no longer|can't|cannot) (?:want to |wanna )?(?:live|be alive|go on living)"
        r"(?: any ?more| any longer)?$"
    ),
    r"\bno (?:reason|point) (?:to live|in living|to go on living)\b",
    r"\bbetter off (?:dead|without me)\b",
    r"\bself[- ]harm(?:ing)?\b",
)
_THREAT_ZH = (
    (
        r"(?:我|我们|老子|一定|就|要|会|迟早|必须|信不信我?)(?:要|会|就|去|来|一定)*(?:弄死|砍死|杀死|打死|捅死|杀了|砍了|捅了|弄残|打残|砍)"
        r"(?:你|他|她|你们|他们|客服|店员|老板|快递员|骑手|卖家)"
    ),
    r"(?:我|我们|老子)(?:要|会|就|去|来|一定)*(?:炸|烧|放火烧)(?:了|掉)?(?:你|你们|这|他们)",
    r"(?:要|让|叫)(?:你|你们)(?:全家)?(?:的狗命|的命|不得好死|全家死光)",
    r"(?:带|拿|提)(?:着|把)?刀(?:去|来|上门|砍|捅)(?:找)?(?:你|你们|他)?",
    r"(?:我|老子)(?:就|会|去|要)*(?:杀人|同归于尽|报复社会)",
)
_THREAT_EN = (
    (
        r"\bi(?:'ll| will|'m going to| am going to|'m gonna| swear i'll| swear i will) (?:\w+ )?"
        r"(?:kill|murder|shoot|stab|hurt|beat up|burn down|blow up|bomb) "
        r"(?:you|him|her|them|your|everyone|everybody|the driver|the courier|somebody|someone)\b"
    ),
    r"\b(?:i want|i'd like|going) to (?:kill|murder|stab|shoot) (?:you|him|her|them|everyone|someone)\b",
    r"\b(?:bomb|blow up|burn down|shoot up) your (?:shop|store|office|warehouse|house|company)\b",
)
_LISTS = {
    Danger.SELF_HARM: tuple(map(re.compile, (*_SELF_HARM_ZH, *_SELF_HARM_EN))),
    Danger.THREAT: tuple(map(re.compile, (*_THREAT_ZH, *_THREAT_EN))),
}

_NEGATED = re.compile(
    r"(?:(?:并|又|从来?|绝|才|真|可)?(?:不是|没有|没|不会|不要|别|不)(?:说|想|要|打算|过|真的|去)*"
    r"|\b(?:not|never|no|don't|do not|didn't|won't|would never|wouldn't|isn't|without)(?:\s+[\w']+){0,2}\s*)$"
)
_NO_DANGER = re.compile(
    r"(?:笑|累|热|冷|困|饿|气|急|美|羡慕|等|忙|爱|馋|痒|烦|吵|臭|酸|辣|得)(?:得|的|到)?(?:我|人|都)?(?:快)?(?:要)?想?死"
    r"|自杀小队|自杀式|自杀(?:防治|预防|干预|热线|题材|率|的书|者)|预防自杀|《.*》|小说|电影|电视剧|游戏|剧情|台词|歌词|这本书"
    r"|\b(?:suicide (?:squad|prevention|hotline|door|doors|book|movie|film|awareness)"
    r"|(?:movie|film|book|novel|game|song|lyrics|character|kill switch|self-harm (?:scar|awareness)))\b"
)


def danger_in(text: str) -> Danger | None:
    """The danger that the message speaks of, one's own life first; None for nearly every message there is."""
    parts = [clause for clause in clauses(text) if not _NO_DANGER.search(clause)]
    for danger, patterns in _LISTS.items():
        if any(_speaks_of(clause, patterns) for clause in parts):
            return danger
    return None


def _speaks_of(clause: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    found = (match for pattern in patterns for match in pattern.finditer(clause))
    return any(not _NEGATED.search(clause[: match.start()]) for match in found)
