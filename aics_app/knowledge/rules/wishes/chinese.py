"""Chinese clauses that ask for a person."""

import re

_NO_PERSON = (
    r"(?!智能|皮|草|费|成本|审|复核|验|检测|分拣|核|质检|缝|做|编|制|合成|养殖|打磨|染|钻|呼吸|色素|湖|挑|比例|试穿|实拍"
    r"|图|模特|秀|大小|上身|上脚|同款|版|电话|号码|热线|微信|邮箱|的?联系方式|的电话)"
)
"""What follows where no person is meant: artificial leather, live-action pictures, a telephone number."""

_PERSON = (
    rf"(?:人工(?:客服|服务|坐席|座席|专员|台)?|人功|真人(?:客服)?|活人|客服(?:人员|专员|代表|经理|主管|[小姐哥妹子]{{2,3}})?"
    rf"|专员|坐席|座席|接线员|工作人员|主管|经理|店长|负责人|领导|老板|的同事|你们的人){_NO_PERSON}"
)
_WHICH = (
    r"(?:一下|一个|一位|几个|个|下|位|到|给|成|进|入|通|你们|我们|这边|那边|店里|店铺|售后|在线|真正|专业"
    r"|上次|那个|这个|别|其他|的|我|能|会|管事|当班|值班|你|再|人工|他们|贵司|公司)*"
)
_FETCH = r"(?:转接|转|装|接|找|需要|想要|要|叫|喊|换|联系|呼叫|请|安排|派|来|让|切换|唤|排|给个|给一个)"
_TALK = r"(?:聊|说|讲|谈|沟通|通话|对话|通电话|通个话|反映|交流)"
_TO_DO = (
    r"(?:来(?![取修装拿收送])|出来|处理|解决|跟我|和我|与我|回我|回复我|联系我|接一下|看看|看一下|说话"
    r"|帮忙|$)"
)
_REALLY = rf"(?:真人|活人|人工(?:客服)?|客服){_NO_PERSON}"

_FETCHED = re.compile(rf"{_FETCH}{_WHICH}{_PERSON}")
_OTHERWISE = tuple(
    map(
        re.compile,
        (
            rf"^(?:我|就|只|请|直接|快|赶紧|0|\d)*{_PERSON}+(?:呢|啊|吧|呀|快点|快|谢谢|的那种|哪|在哪|去哪了)*$",
            rf"^(?:人工|真人|活人|接线员){_NO_PERSON}(?:客服)?(?:还)?在[吗不么]",
            rf"[跟和与同]{_WHICH}(?:{_PERSON}|(?<=[跟和与同])人|.{{1,6}}的人){_WHICH}(?:直接|当面|好好|亲自)*{_TALK}",
            rf"(?:叫|让|找|换|派|来|给我|安排)(?:一?[个位]|你们的?|别的?|其他|活)?人{_TO_DO}",
            r"^(?:我|就|只)*要(?:个|一个)?人$",
            rf"有(?:没有)?(?:一?[个位])?{_REALLY}(?:吗|么|没|没得|不|能|可以|在|来|啊|呀|$)",
            rf"{_PERSON}(?:快|赶紧|麻烦|请)*(?:出来|来一下|来个|接一下|接待|介入|快来)",
            r"^(?:请|帮我|给我)?(?:转|zhuan)?(?:rg|zrg|rengong)$",
        ),
    )
)

_NEGATED = re.compile(
    r"(?:(?<![能要可还])不(?:用|要|需要|必|想|打算|急着|是)?|没必要|无需|无须|甭|先别|别|勿|取消|没(?:说|让|叫|想|打算)过?|谁|干嘛)"
    r"(?:再|给我|帮我|帮|给|我|急着|忙着|现在|先|去|让我|麻烦|你|您|把我|又|要|说|想|是|申请|叫|老|随便|一直|动不动就)*$"
)
_URGED = re.compile(r"(?:还|再|怎么|为什么|为啥|咋)(?:就)?不(?:给我|帮我|让我|给)*$")
_ABOUT = re.compile(
    r"几点|什么时候|何时|啥时候|时间|上班|下班|营业|周末|(?:周|星期|礼拜)[一二三四五六日天]|节假日|假期|春节|过年|国庆|24小时"
    r"|(?:晚上|夜里|半夜|凌晨|早上|中午|明天).*有|值班|多久|多长|要等|排队|什么情况|收费|要钱|怎么|怎样|如何|咋(?!不|还)|什么名字|有用吗|是什么|区别|是不是|是真人|还是机器"
)
_TOLD = re.compile(
    r"(?:刚才|刚刚|上次|昨天|前天|之前|早上|上午|下午|上周|以前|已经|曾).*(?:了|过|没人|没接|说|讲|答应|告诉)"
    r"|(?:说|让我|叫我|要我|建议我?|提示我?|告诉我)(?:去|要|直接|再)?(?:转|找|联系)|替我|家人|朋友"
)
_ASKS_NOW = re.compile(r"(?:帮我|给我|请|麻烦|再|继续|我要|还是).{0,6}(?:转|接|找|叫)|让上次")
_AFTERWARDS = re.compile(
    r"^(?:以后|之后|后|过|都|没|才|说|看到|跟进|不理|不回|能(?!不能)|可以(?![吗么不]|$)|会|的时候|审核|给我(?:赔|道歉))"
)
_TAKEN_BACK = re.compile(
    r"^(?:还是)?(?:(?:算了|不用了?|不必了?|不需要了?|先不|不转了?|不要了?)(?:吧|谢谢|啊|哈)*)+$"
)


def wishes(clause: str) -> bool:
    """Whether this clause, casefolded and simplified, asks for a person."""
    urged = any(_URGED.search(clause[: found.start()]) for found in _FETCHED.finditer(clause))
    if _ABOUT.search(clause) and not urged:
        return False
    if _TOLD.search(clause) and not _ASKS_NOW.search(clause):
        return False
    if any(_stands(clause, found) for pattern in _OTHERWISE for found in pattern.finditer(clause)):
        return True
    return any(
        _stands(clause, found) and not _AFTERWARDS.search(clause[found.end() :])
        for found in _FETCHED.finditer(clause)
    )


def takes_back(clause: str) -> bool:
    """Whether this clause gives up what was wished before it."""
    return _TAKEN_BACK.search(clause) is not None


def _stands(clause: str, found: re.Match[str]) -> bool:
    before = clause[: found.start()]
    return _NEGATED.search(before) is None or _URGED.search(before) is not None
