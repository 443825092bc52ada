"""Writes a made-up party-building archive of any size; the same seed and size give the same bytes.

Four in five entries are activities, 12 % awards, 8 % reports; an entry has about 1,000 characters.
Every person, place and figure is invented. Never measures anything.
"""
import random

SURNAMES = (
    "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹章苏潘葛范彭鲁马方任袁柳史唐薛雷贺倪汤"
    "罗毕郝常乐于傅齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝席季贾江童郭梅林徐邱骆高夏蔡田胡"
)
GIVEN = (
    "建国志强文斌晓红玉兰海涛春生秀英永福世荣子轩雨桐思远明哲家宁立新光辉振华德胜桂芳淑珍俊杰浩宇欣怡"
    "静宜敏学丽云飞鸿鹏程锦龙成栋庆丰少峰启航承平广友凤仙双喜根宝长庚"
)
LAND_BEFORE = "东西南北上下前后大小新旧高低长短红白青黄黑金银石土沙水山云龙虎凤鹿鹤松柏桃李杏梨榆槐柳枫竹麦"
LAND_AFTER = "村庄寨堡屯铺店集镇营坊桥渡湾滩沟坡岭峪坪川塬垣梁洼塘泉井"
TOPICS = (
    "党建引领基层治理 村级集体经济 主题教育整改 党员发展质量 干部作风建设 农村厕所改造 易地搬迁后续扶持 高素质农民培训 "
    "防返贫动态监测 农田水利建设 冬春防火 汛期值守 移风易俗 乡风文明 法律援助 电信诈骗防范 留守儿童关爱 老年助餐 撂荒地整治 "
    "设施蔬菜 电商助农 山水林田治理 秸秆禁烧 安全用电排查 食品安全 义务植树 村务公开 信访积案化解 网格服务 农村公路养护 饮水工程 校园周边整治"
).split()
FORMS = {
    "支委会": 20, "党小组会": 20, "主题党日": 20, "支部党员大会": 12, "党课": 12, "志愿服务": 8, "业务培训": 4,
    "组织生活会": 3, "走访慰问": 3, "民主评议党员": 2, "专项督查": 2, "观摩交流": 2, "现场推进会": 2,
}
HONOURS = (
    "先进基层党组织 优秀共产党员 优秀党务工作者 五星级党支部 乡村治理示范村 抗洪抢险先进集体 文明单位 最美志愿者 "
    "党建工作创新奖 平安村镇 劳动模范 集体经济强村"
).split()
ISSUERS = {"国家级": "党中央、国务院", "省级": "省委、省政府", "市级": "市委", "县级": "县委", "乡镇级": "镇党委"}
LEVEL_WEIGHTS = [1, 6, 18, 40, 60]
MEETINGS = (
    "党的二十大 党的二十届三中全会 党的十九届六中全会 中央经济工作会议 中央农村工作会议 全国组织部长会议 省委农村工作会议 市委全会"
).split()
METHODS = "红色管家 板凳夜话 一户一策 支部联建 党群连心桥 田间党课 先锋岗 三张清单 积分超市 院坝说事".split()
CROPS = "苹果 花椒 核桃 大棚番茄 连翘 黄芪 小杂粮 土蜂蜜 食用菌 羊肚菌 肉羊 奶牛 西瓜 辣椒 油茶".split()

# Each {name} is drawn anew wherever it stands.
SENTENCES = [
    "{day}，{branch}在{place}组织{form}，{person}主持会议，应到{tens}人，请假{few}人，符合规定人数。",
    "会上传达了{meeting}精神，{person}、{person}等{few}名同志围绕{topic}和{topic}交流了学习体会，并谈了打算。",
    "对照上一年度查摆出的{few}个问题，支部就{topic}列出整改措施{tens}条，责任人为{person}、{person}。",
    "当天共有{tens}名党员到{place}参加{topic}行动，清运垃圾{tens}车，发放明白纸{many}份，入户{tens}家。",
    "{branch}把{topic}作为书记项目来抓，探索“{method}”做法，受理群众事项{tens}件，按期办结{share}%。",
    "到{day}为止，{topic}累计投入{money}万元，扩种{crop}{many}亩，参与农户{tens}户。",
    "{person}在{place}工作已有{few}年，牵头解决道路、用水、就医等难题{tens}件，村民都愿意找他说心里话，遇事先听他的主意。",
    "接下来，{branch}要对着《{topic}责任清单》一条一条过，力争年底以前在{place}全部落实到位，不留尾巴。",
    "{person}发言时提到，{topic}不能只写在墙上，要同{crop}产业和{topic}放在一起谋划。",
    "会议讨论通过{person}、{person}为入党积极分子，{person}为发展对象，并报{parent}备案。",
    "{place}集体收入{money}万元，比上年增加{share}%，来自{crop}的有{many}万元，分红户数达到{tens}户。",
    "不足之处在于，{place}的党建阵地还比较薄弱，同{topic}衔接不够，外出党员参加活动的比例只有{share}%。",
    "究其原因，主要是抓{topic}的办法不多、韧劲不足，跟踪问效没有形成闭环，个别党员还存在等靠思想。",
    "{branch}坚持“三会一课”，一年里开党员大会{few}次、支委会{tens}次、党小组会{tens}次，上党课{few}次。",
    "{parent}研究决定，授予{branch}“{honour}”称号，见{document}文件，并在全体党员会上通报。",
    "{person}老师应邀讲解{meeting}精神，{tens}名村干部和村“两委”成员到场听课，课后进行了闭卷测试。",
]
REPORT_PARTS = ["一、主要工作和成效", "二、存在的不足和原因", "三、下一步打算"]


class Draw:
    """What a sentence's {names} stand for; each look-up draws anew but for the entry's own facts."""

    def __init__(self, chance, facts):
        self.chance, self.facts = chance, facts

    def __getitem__(self, name):
        return self.facts[name] if name in self.facts else getattr(self, name)()

    def person(self):
        length = 1 if self.chance.random() < 0.25 else 2
        return self.chance.choice(SURNAMES) + "".join(self.chance.choice(GIVEN) for _ in range(length))

    def place(self):
        middle = SURNAMES if self.chance.random() < 0.6 else LAND_BEFORE
        return self.chance.choice(LAND_BEFORE) + self.chance.choice(middle) + self.chance.choice(LAND_AFTER)

    def topic(self):
        return self.chance.choice(TOPICS)

    def meeting(self):
        return self.chance.choice(MEETINGS)

    def method(self):
        return self.chance.choice(METHODS)

    def crop(self):
        return self.chance.choice(CROPS)

    def honour(self):
        return self.chance.choice(HONOURS)

    def few(self):
        return self.chance.randint(2, 9)

    def tens(self):
        return self.chance.randint(10, 99)

    def many(self):
        return self.chance.randint(100, 9999)

    def money(self):
        return f"{self.chance.uniform(3, 900):.2f}"

    def share(self):
        return f"{self.chance.uniform(60, 100):.1f}"


class Branches:
    """A tree of two levels: a committee for every 25 branches."""

    def __init__(self, chance, entries):
        count = max(10, min(4000, entries // 60))
        committees = max(1, count // 25)
        names = self._names(Draw(chance, {}), count)
        self.all = [{"id": f"dw{i:04}", "name": f"{name}党委", "kind": "党委"} for i, name in enumerate(names[:committees], 1)]
        for i, name in enumerate(names[committees:], 1):
            kind = "临时党支部" if chance.random() < 0.03 else "党支部"
            parent = self.all[chance.randrange(committees)]["id"]
            self.all.append({"id": f"zb{i:04}", "name": name + kind, "kind": kind, "parent": parent})
        self.by_id = {branch["id"]: branch for branch in self.all}

    @staticmethod
    def _names(draw, count):
        names = {}
        while len(names) < count:
            names[draw.place() if len(names) < 3000 else draw.chance.choice(LAND_BEFORE) + draw.place()] = None
        return list(names)

    def parent_name(self, branch):
        return self.by_id[branch["parent"]]["name"] if "parent" in branch else "县委"


def paragraph(draw, least, most):
    count = draw.chance.randint(least, most)
    return "".join(draw.chance.choice(SENTENCES).format_map(draw) for _ in range(count))


def duties(draw, year):
    rows = [f"| {draw.person()} | {draw.topic()} | {year}年{draw.chance.randint(1, 12)}月 |" for _ in range(draw.few() // 2 + 1)]
    return "\n".join(["| 责任人 | 事项 | 完成时间 |", "| --- | --- | --- |", *rows])


def activity(draw, day, head):
    chance, branch = draw.chance, draw["branch"]
    came = chance.randint(8, 40)
    head["title"] = f"{branch}{day[0]}年{day[1]}月{draw['form']}：{draw.topic()}"
    head.update(form=draw["form"], place=draw.place() + "党群服务中心", host=draw.person(), recorder=draw.person())
    head.update(expected=came + chance.randint(0, 6), attended=came)
    parts = [paragraph(draw, 2, 5) for _ in range(chance.randint(2, 5))]
    return "\n\n".join(parts + ([duties(draw, day[0])] if chance.random() < 0.3 else []))


def award(draw, day, head):
    level = draw.chance.choices(list(ISSUERS), LEVEL_WEIGHTS)[0]
    who = draw["branch"] if draw.chance.random() < 0.5 else draw.person()
    head["title"] = f"{who}获{day[0]}年度{level}“{draw.honour()}”"
    head.update(level=level, issuer=ISSUERS[level], document_number=draw["document"], recipients=[who])
    return paragraph(draw, 2, 4)


def report(draw, day, head):
    year = day[0] - 1 if day[1] < 3 else day[0]
    head["title"] = f"{draw['branch']}{year}年度党建工作述职报告"
    head.update(year=year, author=draw.person())
    points = lambda: "\n\n".join(f"**（{n}）{draw.topic()}。**{paragraph(draw, 3, 7)}" for n in range(1, draw.chance.randint(3, 6)))
    return "\n\n".join(f"## {part}\n\n{points()}" for part in REPORT_PARTS)


KINDS = {"activity": ("activities", activity), "award": ("awards", award), "report": ("reports", report)}


def entry(chance, branches, number):
    """One entry: its folder and name, its front matter, its text."""
    day = (chance.randint(2012, 2026), chance.randint(1, 12), chance.randint(1, 28))
    branch = chance.choice(branches.all)
    kind = chance.choices(list(KINDS), [80, 12, 8])[0]
    facts = {
        "branch": branch["name"], "parent": branches.parent_name(branch), "day": "{}年{}月{}日".format(*day),
        "form": chance.choices(list(FORMS), list(FORMS.values()))[0],
        "document": f"{chance.choice('云岭川原江')}{chance.choice('镇县市')}党发〔{day[0]}〕{chance.randint(1, 120)}号",
    }
    head = {"kind": kind, "date": "{}-{:02}-{:02}".format(*day), "branch": branch["id"]}
    head["tags"] = chance.sample(TOPICS, chance.randint(1, 3))
    folder, write = KINDS[kind]
    body = write(Draw(chance, facts), day, head)
    return f"{folder}/{day[0]}/{day[0]}{day[1]:02}{day[2]:02}-{number:07}.md", head, body


def yaml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) and not value[:4].isdigit() else str(value)


def write(root, entries, seed):
    """Writes content/ below `root` (a pathlib.Path)."""
    chance = random.Random(seed)
    branches = Branches(chance, entries)
    content = root / "content"
    content.mkdir(parents=True)
    (content / "site.yaml").write_text("title: 样本党建档案\norganization: 样本镇党委\nlanguage: zh-CN\n", encoding="utf-8")
    tree = ("- " + "\n  ".join(f"{key}: {value}" for key, value in branch.items()) + "\n" for branch in branches.all)
    (content / "branches.yaml").write_text("".join(tree), encoding="utf-8")
    for number in range(entries):
        name, head, body = entry(chance, branches, number)
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{key}: {yaml_value(value)}\n" for key, value in head.items())
        path.write_text(f"---\n{lines}---\n\n{body}\n", encoding="utf-8")
