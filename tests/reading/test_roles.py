"""What each block of a report is for, and under which headings it stands."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.roles import Context, assign_roles
from analysis.tables import ROLES

TITLE = "河湾县2018年度法治政府建设情况报告"
CONTEXT = Context(title=TITLE, issuer="河湾县人民政府", year=2018)


def roles(*blocks: str, context: Context = CONTEXT) -> list[str]:
    return [placed.role for placed in assign_roles(list(blocks), context)]


def role_inside(block: str) -> str:
    """Role of a block in the middle of a numbered section of work."""
    return roles("一、完善制度", "制定规章2件。", block, "废止规章1件。")[2]


def test_no_blocks_no_roles() -> None:
    assert assign_roles([], CONTEXT) == []


BLOCKS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "一、制度",
                "(一)立法。制定2件。",
                "二、存在的问题",
                "下一步,加强。",
                "问题1:请介绍有关情况好吗?",
                TITLE,
                "\n",
            ]
        ),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_every_block_gets_a_role_and_headings_printed_before_it(blocks: list[str]) -> None:
    placed = assign_roles(blocks, CONTEXT)
    assert len(placed) == len(blocks)
    for place, one in enumerate(placed):
        assert one.role in ROLES
        so_far = "\n".join(blocks[: place + 1])
        assert all(heading in so_far for heading in (one.heading_1, one.heading_2) if heading)


def test_a_whole_report() -> None:
    report = [
        ("索 引 号:0123", "boilerplate"),
        (TITLE, "boilerplate"),
        ("市人民政府:", "boilerplate"),
        ("现将2018年度法治政府建设情况报告如下:", "preamble"),
        ("一、完善依法行政制度体系", "heading"),
        ("(一)加强立法。制定规章2件。", "work"),
        ("(二)清理文件", "heading"),
        ("废止文件12件。", "work"),
        ("二、存在的问题", "heading"),
        ("(一)意识不强。个别执法人员不学法。", "problem"),
        ("(二)力量不足。", "heading"),
        ("基层人少。", "problem"),
        ("三、下一步工作打算", "heading"),
        ("加强培训。", "plan"),
        ("河湾县人民政府", "boilerplate"),
        ("2019年1月3日", "boilerplate"),
    ]
    assert roles(*(block for block, _ in report)) == [role for _, role in report]


def test_the_heading_path_of_each_block() -> None:
    blocks = [
        "引言。",
        "一、制度",
        "总述。",
        "(一)立法。制定2件。",
        "1.草案。起草1件。",
        "(二)清理",
        "废止1件。",
        "二、执法",
        "办案。",
    ]
    placed = assign_roles(blocks, CONTEXT)
    assert [(one.heading_1, one.heading_2) for one in placed] == [
        (None, None),
        ("一、制度", None),
        ("一、制度", None),
        ("一、制度", "(一)立法"),
        ("一、制度", "(一)立法"),  # the finer number does not replace the outer one
        ("一、制度", "(二)清理"),
        ("一、制度", "(二)清理"),
        ("二、执法", None),
        ("二、执法", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "二、存在的问题",
        "二、存在的主要问题",
        "二、存在问题和不足",
        "二、主要问题",
        "二、问题与不足",
        "二、困难和问题",
        "二、差距和问题",
        "(二)不足之处",
        "第二部分 存在的困难",
        "存在问题",
    ],
)
def test_headings_that_announce_problems(heading: str) -> None:
    assert roles("一、完善制度", "制定规章2件。", heading, "执法人员少。")[2:] == ["heading", "problem"]


@pytest.mark.parametrize(
    "heading",
    [
        "三、下一步工作",
        "三、下一步工作打算",
        "三、下步工作计划",
        "三、下一阶段工作安排",
        "三、2019年工作计划",
        "三、2019年工作思路",
        "三、明年工作安排",
        "三、今后努力方向",
        "第三部分 改进措施",
        "下一步工作打算",
    ],
)
def test_headings_that_announce_plans(heading: str) -> None:
    assert roles("一、完善制度", "制定规章2件。", heading, "加强培训。")[2:] == ["heading", "plan"]


@pytest.mark.parametrize(
    "heading",
    [
        "二、严格落实法治政府建设问题整改",
        "二、推动信访问题就地解决",
        "二、2018年主要工作",
        "(二)化解突出问题",
        "二、健全依法决策机制",
    ],
)
def test_headings_of_work_that_only_sound_otherwise(heading: str) -> None:
    assert roles("一、完善制度", "制定规章2件。", heading, "办结12件。")[2:] == ["heading", "work"]


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("虽然取得了一定成绩,但与群众期待相比还有差距。", "problem"),
        ("2018年我县工作取得积极成效,但仍存在一些薄弱环节。", "problem"),
        ("对照上级要求,还存在不足。", "problem"),
        ("二是对照法治政府建设标准,查找还存在的不足,完成整改12项。", "work"),
        ("下一步,我县将加强培训。", "plan"),
        ("下一阶段,我县将加强培训。", "plan"),
        ("2019年,我县将认真贯彻落实各项部署。", "plan"),
        ("2019年1月,全县完成清理。", "work"),
        ("2018年,我县将规范性文件纳入目录。", "work"),
        ("2020年底前完成的任务已提前办结。", "work"),
    ],
)
def test_paragraphs_that_announce_themselves(block: str, role: str) -> None:
    assert role_inside(block) == role


def test_an_announced_section_lasts_until_the_next_outer_heading() -> None:
    blocks = ["一、制度", "制定2件。", "虽有成绩,但还存在不足。", "个别人不学法。", "下一步,加强培训。", "加强检查。", "二、保障", "已落实。"]  # fmt: skip
    assert roles(*blocks) == ["heading", "work", "problem", "problem", "plan", "plan", "heading", "work"]


def test_an_announced_section_leaves_the_headings_behind() -> None:
    placed = assign_roles(["一、制度", "(一)立法。制定2件。", "下一步,我县将加强培训。"], CONTEXT)
    assert placed[-1] == ("plan", None, None)


@pytest.mark.parametrize(
    "question",
    [
        "问题1:请介绍行政复议的情况及下一步工作打算。",
        "问题:请介绍行政复议的情况及存在的问题。",
        "记者:请问今年在行政复议方面有哪些便民举措?",
        "新华社记者:今年在行政复议方面有哪些便民举措?",
        "问题２：请介绍行政复议的情况及下一步工作打算。",
        "各位领导在行政复议方面做了大量工作,请问有哪些便民举措？",
    ],
)
def test_a_question_does_not_colour_its_answer(question: str) -> None:
    blocks = [
        "一、制度",
        "制定2件。",
        question,
        "答:开通网上申请,办案35件。",
        "下一步,将优化流程。",
        question,
        "办理12件。",
    ]
    assert roles(*blocks)[2:] == ["question", "work", "plan", "question", "work"]


def test_a_question_leaves_the_headings_behind() -> None:
    placed = assign_roles(
        ["一、制度", "(一)立法。制定2件。", "问题1:请介绍行政复议的有关情况。", "答:办案35件。"], CONTEXT
    )
    assert placed[2:] == [("question", None, None), ("work", None, None)]


@pytest.mark.parametrize(
    "block",
    [
        "索 引 号:0123/2019-1",
        "发布机构: 党政办公室 发文日期: 2019年02月22日",
        "名　　称： 河湾县2018年度法治政府建设情况报告",
        "文 号 河政发〔2019〕3号 主 题 词",
        "当前位置:首页 > 信息公开",
        "您现在的位置：首页",
        "来源:司法局 -- 字体: 大 中 小",
        "浏览次数：123",
        "【打印】【关闭】",
        "打印本页",
        "关闭窗口",
        "扫一扫打开当前页",
        "相关阅读",
        "Menu",
        "附件:1.清单",
        "版权所有 河湾县人民政府",
        "主办单位:河湾县人民政府办公室",
        "责任编辑  王某",
        "责任编辑:王某",
        "记者  王某 李某",
        "2019年1月3日",
        "(2019年1月3日)",
        "二〇一九年一月三日",
        "2019-01-03",
        "2019219",
        "河政发〔2019〕3号",
        "河政发〔20193号",
        "市人民政府:",
        "县委、县政府：",
        "谢谢大家!",
        "以下是发布会全文:",
        "各位记者朋友:",
        "各位代表！",
        "尊敬的各位领导、各位委员：",
        TITLE,
        " \u3000\xa0\n",
    ],
)
def test_boilerplate(block: str) -> None:
    assert role_inside(block) == "boilerplate"


@pytest.mark.parametrize(
    "block",
    [
        "关闭小煤矿12家,取缔无证作坊30家。",
        "打印机、复印机等办公用品采购全部公开。",
        "收藏单位藏品实行登记管理,完成核查12家。",
        "编辑法治读本3册。",
        "公开形式不断丰富，发布信息300条。",
        "服务对象满意率达到98%。",
        "公开范围进一步扩大。",
        "扫码查询执法信息9万次。",
        "以下是办理的12件案件。",
        "责任编辑制度全面落实。",
        "承办单位对重大决策逐项开展风险评估。",
        "审核规范性文件23件。",
        "作者权益保护持续加强,查处侵权案件5件。",
        "2018年1月3日,召开常务会议,审议规章2件。",
        "河湾县人民政府办理建议12件。",
        "各位代表提出建议12件。",
    ],
)
def test_work_that_begins_like_boilerplate(block: str) -> None:
    assert role_inside(block) == "work"


def test_without_numbered_headings_only_the_opening_is_preamble() -> None:
    assert roles("一年来,我县推进依法行政。", "清理文件12件。", "办理复议案件5件。") == [
        "preamble",
        "work",
        "work",
    ]


def test_without_numbered_headings_a_first_paragraph_of_work_is_work() -> None:
    assert roles("推行说理式执法文书,全年评查案卷40宗。", "办理复议案件5件。") == ["work", "work"]
    assert roles("在区委领导下,2021年法治建设取得新成效。", "现将情况报告如下:", "评查案卷40宗。") == [
        "preamble",
        "preamble",
        "work",
    ]


def test_what_stands_before_a_later_number_or_in_a_series_is_no_opening() -> None:
    assert roles("办理复议案件5件。", "六、监督", "办复建议2件。") == ["work", "heading", "work"]
    assert roles("一是建章立制。", "二是加强培训。", "一、宣传", "宣讲2场。")[:2] == ["work", "work"]


def test_a_numbered_sentence_with_nothing_under_it_tells_itself() -> None:
    blocks = [
        "一、执法",
        "(一)考试与上岗挂钩,未过的调离。",
        "(二)公示,记录,审核。",
        "公示三项。",
        "二、监督,公开。",
    ]
    assert roles(*blocks) == ["heading", "work", "heading", "work", "work"]


def test_measures_taken_on_problems_admit_none() -> None:
    assert roles("一、工作", "对照乱收费等四类问题自查自改。", "清退罚款6万元。") == [
        "heading",
        "work",
        "work",
    ]
    assert roles("一、工作", "对照上级要求还存在不小差距。", "人手不够。") == [
        "heading",
        "problem",
        "problem",
    ]


def test_with_numbered_headings_everything_before_the_first_is_preamble() -> None:
    assert roles("一年来,我县推进依法行政。", "获评示范县。", "一、制度", "制定2件。") == [
        "preamble",
        "preamble",
        "heading",
        "work",
    ]


def test_what_stands_before_the_title_is_boilerplate() -> None:
    assert roles("专注分享国内外新闻资讯", TITLE, "一年来,我县推进依法行政。") == [
        "boilerplate",
        "boilerplate",
        "preamble",
    ]


def test_without_title_and_year_nothing_is_taken_for_boilerplate_or_plan() -> None:
    assert roles("专注依法行政。", "一、制度", "2019年,我县将制定2件。", context=Context()) == [
        "preamble",
        "heading",
        "work",
    ]


def test_a_plan_tells_what_is_planned() -> None:
    plan = Context(title="河湾县2019年法治政府建设工作要点", year=2019, doc_type="plan")
    blocks = [
        "2019年工作的总要求是落实部署。",
        "一、规范执法",
        "要评查案卷。",
        "二、存在的问题",
        "人手不足。",
    ]
    assert roles(*blocks, context=plan) == ["preamble", "heading", "plan", "heading", "problem"]


def test_a_notice_and_the_title_that_it_hands_over_are_no_text() -> None:
    context = Context(title="关于印发《2019年普法工作要点》的通知", year=2019, doc_type="plan")
    blocks = [
        "关于印发《2019年普法工作要点》的通知",
        "各单位：",
        "现印发给你们。",
        "河湾县司法局",
        "2019年4月1日",
        "2019年普法工作要点",
        "2019年是关键一年。",
        "一、宣传",
        "要抓好宣传。",
    ]
    assert roles(*blocks, context=context)[-4:] == ["boilerplate", "preamble", "heading", "plan"]
    assert set(roles(*blocks, context=context)[:5]) == {"boilerplate"}


def test_headings_in_traditional_script_open_their_sections() -> None:
    blocks = ["一、主要工作", "制定規章2件。", "二、存在的問題", "執法人員較少。", "三、下一步工作計劃", "加強培訓。", "四、2019年工作安排", "抓好落實。"]  # fmt: skip
    assert roles(*blocks)[1::2] == ["work", "problem", "plan", "plan"]
    assert role_inside("雖然取得了成績，但與群眾期待相比還有差距。") == "problem"
    assert role_inside("發布日期：2019-01-05") == "boilerplate"


SAMPLES = [
    # report, number of outer headings of the account of work, number of questions, has problems
    ("yichun_2017", 8, 0, True),
    ("weifang_gaoxin_2018", 8, 0, True),
    ("longsha_2019", 3, 0, True),
    ("lianyungang_2020", 6, 0, True),
    ("huangshi_2022", 7, 4, False),
]


@pytest.mark.parametrize(("report", "n_headings", "n_questions", "has_problems"), SAMPLES)
def test_structure_of_the_sample_reports(
    paragraphs: pd.DataFrame, report: str, n_headings: int, n_questions: int, has_problems: bool
) -> None:
    own = paragraphs[paragraphs["report_id"] == report]
    first_question = own.loc[own["role"] == "question", "position"].min()
    account = own if n_questions == 0 else own[own["position"] < first_question]
    assert account["heading_1"].dropna().nunique() == n_headings
    assert (own["role"] == "question").sum() == n_questions
    assert ("problem" in set(own["role"])) == has_problems
    assert "plan" in set(own["role"])


def test_both_sections_that_a_report_numbers_alike_are_kept(paragraphs: pd.DataFrame) -> None:
    own = paragraphs[paragraphs["heading_1"] == "五、强化对行政权力的制约和监督"]
    thirds = own["heading_2"].dropna().loc[lambda heading: heading.str.startswith("(三)")]
    assert thirds.tolist() == [
        "(三)加强行政执法监督,开展行政执法监督检查",
        "(三)全面推进政务公开,实行网上办理行政许可",
    ]


# What opens a section, and what does not


@pytest.mark.parametrize(
    "row",
    [
        "2019-03-31 15:31 来源：河湾日报",
        "时间:2019-02-28 15:36 浏览量:1",
        "（2019年4月28日在县七届人大常委会第九次会议上）",
        "——2019年4月29日在河湾县人民代表大会常务委员会第九次会议上",
        "县人大常委会：",
        "主任、各位副主任、各位委员：",
        "河湾县人民政府县长 李明",
        "市司法局 2019年02月17日",
        "河湾政务",
    ],
)
@pytest.mark.parametrize("title", [TITLE, None])
def test_rows_above_the_text_open_no_section(row: str, title: str | None) -> None:
    blocks = [
        TITLE,
        row,
        "2018年,县政府推进依法行政。现将情况报告如下:",
        "(一)制度。制定规章2件。",
        "(二)执法。办案5件。",
    ]
    placed = assign_roles(blocks, Context(title=title, year=2018))
    assert [one.role for one in placed] == ["boilerplate"] * 2 + ["preamble", "work", "work"]
    assert {one.heading_1 for one in placed} == {None}


@pytest.mark.parametrize(
    "head",
    [
        ["河湾县2018年度法治政府", "建设情况报告"],
        ["河湾县", "2018年度法治政府建设", "情况报告"],
        ["| 河湾县2018年度法治政府建设情况报告 |", "河湾县2018年度法治政府建设", "情况报告"],
        ["河湾县2018年度法治政府建设情况报告-河湾新闻网"],
        ["【2018年】河湾县2018年度法治政府建设情况报告 河湾县司法局 2019-02-08"],
    ],
)
def test_a_title_over_rows_or_with_the_sites_name_is_no_text(head: list[str]) -> None:
    found = roles(*head, "现将有关情况报告如下。", "一、制度", "制定规章2件。")
    assert found == ["boilerplate"] * len(head) + ["preamble", "heading", "work"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("(一)强化组织领导和统筹安排", "work"),
        ("(一)加强工作安排", "work"),
        ("(一)认真落实年度工作计划", "work"),
        ("(一)2019年1月召开的会议", "work"),
        ("(一)2019年普法情况", "work"),
        ("(一)河湾县2019年度机构改革", "work"),
        ("(一)2019年重点工作", "plan"),
        ("(一)2019年工作安排", "plan"),
        ("(一)下一步工作安排", "plan"),
        ("(一)工作思路和安排", "plan"),
        ("(一)下半年工作打算", "plan"),
        ("(一)存在问题及工作安排", "problem"),
    ],
)
def test_what_a_heading_of_the_section_announces(heading: str, role: str) -> None:
    assert roles("一、主要工作", heading, "办案5件。", context=Context(year=2018))[2] == role


def test_an_inner_heading_of_its_level_ends_the_section_of_another() -> None:
    found = roles(
        "一、工作情况",
        "(一)存在的问题",
        "执法人员不足。",
        "(二)规范执法",
        "办案5件。",
        "1.评查案卷。评查5宗。",
    )
    assert found == ["heading", "heading", "problem", "heading", "work", "work"]
    mixed = roles(
        "一、存在问题及下一步打算",
        "(一)不足",
        "人少。",
        "(二)下一步打算",
        "增编。",
        "(三)加强培训",
        "培训2次。",
    )
    assert mixed[1::2] == ["heading"] * 3
    assert mixed[2::2] == ["problem", "plan", "plan"]


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("下半年,组织案卷评查2次,评出优秀案卷9宗。", "work"),
        ("下半年,我县将继续组织案卷评查。", "plan"),
        ("2019年1月,县政府召开会议,坚持依法行政。", "work"),
        ("2019年以来,继续推进依法行政。", "work"),
        ("2019年,我县将继续推进依法行政。", "plan"),
        ("下一步,加强培训。", "plan"),
    ],
)
def test_what_a_paragraph_announces(block: str, role: str) -> None:
    assert role_inside(block) == role
    placed = assign_roles(["一、完善制度", block, "废止规章1件。"], CONTEXT)
    assert placed[2].role == role
    assert placed[2].heading_1 == ("一、完善制度" if role == "work" else None)


def test_the_opening_of_a_report_is_never_a_plan() -> None:
    found = roles("2019年是攻坚之年,全县将继续推进依法行政。现将情况报告如下:", "一、制度", "制定规章2件。")
    assert found == ["preamble", "heading", "work"]


def test_a_heading_taken_for_the_issuer_stays_a_heading() -> None:
    context = Context(title=TITLE, issuer="(一)贯彻上级决策部署", year=2018)
    assert roles(TITLE, "一、主要工作", "(一)贯彻上级决策部署", "办案5件。", context=context)[2] == "heading"


def test_a_short_line_without_number_opens_a_section_where_headings_stand() -> None:
    blocks = [TITLE, "2018年推进依法行政。", "完善制度", "制定规章2件。", "规范执法", "评查案卷", "办案5件。"]
    placed = assign_roles(blocks, CONTEXT)
    assert [one.role for one in placed[2:]] == ["heading", "work", "heading", "heading", "work"]
    assert [one.heading_1 for one in placed[2:]] == [
        "完善制度",
        "完善制度",
        "完善制度",
        "评查案卷",
        "评查案卷",
    ]


def test_welcoming_words_are_no_text() -> None:
    assert (
        roles(
            "女士们、先生们,各位记者朋友,上午好。欢迎出席河湾县人民政府举行的第三场新闻发布会。", "一、制度"
        )[0]
        == "boilerplate"
    )
