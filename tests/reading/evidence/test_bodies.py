"""Names of public bodies: level, subject of a title, who acts in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence.bodies import acting_body, is_body, level_of, subject_of
from analysis.tables import LEVELS


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("国务院", "country"),
        ("国务院办公厅", "country"),
        ("全国人民代表大会常务委员会执法检查组", "country"),
        ("黑龙江省人民政府", "province"),
        ("内蒙古自治区人民政府", "province"),
        ("广西壮族自治区人民政府办公厅", "province"),
        ("宁夏回族自治区党委和政府", "province"),
        ("北京市人民政府", "province"),
        ("香港特别行政区", "province"),
        ("新疆生产建设兵团", "province"),
        ("新疆生产建设兵团第八师石河子市", "prefecture"),
        ("伊春市人民政府", "prefecture"),
        ("延边朝鲜族自治州人民政府", "prefecture"),
        ("大兴安岭地区行政公署", "prefecture"),
        ("锡林郭勒盟行政公署", "prefecture"),
        ("巴州党委、政府", "prefecture"),
        ("河湾县人民政府办公室", "county"),
        ("龙沙区", "county"),
        ("中共龙沙区委", "county"),
        ("中共淮北市烈山区委烈山区人民政府", "county"),
        ("浦东新区人民政府", "county"),
        ("浦东新区", "county"),
        ("鄂伦春自治旗人民政府", "county"),
        ("神农架林区人民政府", "county"),
        ("六枝特区人民政府", "county"),
        ("高新区(新市区)人民政府", "county"),
        ("长安镇人民政府", "township"),
        ("河湾乡人民政府", "township"),
        ("河湾满族乡", "township"),
        ("双合镇党委、政府", "township"),
        ("浩勒图苏木", "township"),
        ("第四师可克达拉市七十三团", "township"),
        ("184团", "township"),
        ("海滨街", "township"),
        ("玉泉街道办事处", "township"),
        ("垡头街道工委办事处", "township"),
        ("鲤城区人民政府金龙街道办事处", "township"),
        ("潍坊高新区管委会", "zone"),
        ("云岭经济技术开发区管理委员会", "zone"),
        ("云岭经济技术开发区", "zone"),
        ("十堰经济技术开发区党工委、管委会", "zone"),
        ("东疆综合保税区", "zone"),
        ("两江新区", "zone"),
        ("温州高新区(经开区)管委会", "zone"),
        ("齐齐哈尔市龙沙区司法局", "department"),
        ("教育部", "department"),
        ("应急管理部", "department"),
        ("上海市司法局", "department"),
        ("青岚市人防办", "department"),
        ("绍兴市卫生计生委", "department"),
        ("北京市教育委员会", "department"),
        ("中共安徽省交通运输厅党组", "department"),
        ("河湾县人大常委会办公室", "department"),
        ("市委全面依法治市委员会办公室", "department"),
        ("", None),
        ("本刊", None),
        ("大局", None),
    ],
)
def test_level_of_government(issuer: str, level: str | None) -> None:
    assert level_of(issuer) == level
    assert level is None or level in LEVELS


@pytest.mark.parametrize("name", ["黄石市司法局", "司法部", "龙沙区", "丹东街道", "我局", "国务院"])
def test_names_of_bodies(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "text",
    [
        "贯彻上级决策部署",
        "新闻中心",
        "强化组织领导和统筹安排",
        "国务院关于某事的报告",
        "在市委",
        "大家好!我市",
        "为中心",
        "法治",
        "市",
        "",
    ],
)
def test_what_is_no_body(text: str) -> None:
    assert not is_body(text)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("青岚市水利局2020年度法治政府建设报告", "青岚市水利局"),
        ("2020年龙沙区法治政府建设情况报告", "龙沙区"),
        ("【2020年】青岚市水利局2020年度报告", "青岚市水利局"),
        ("2025年天津经济技术开发区法治政府建设情况报告", "天津经济技术开发区"),
        ("温州高新区(经开区)管委会2022年度政府信息公开工作报告", "温州高新区(经开区)管委会"),
        ("宣州区医疗保障局政府信息公开年度报告", "宣州区医疗保障局"),
        ("市水务局2025年度法治政府建设情况报告", "市水务局"),
        ("区五年法治政府建设工作情况的报告", "区"),
        ("xx市人民政府2019年报告", "xx市人民政府"),
        ("关于山东省2017年度审计工作报告", "山东省"),
        ("关于2020年度法治政府建设情况的报告", None),
        ("关于印发《某方案》的通知", None),
        ("法治政府建设情况年度报告", None),
        ("", None),
    ],
)
def test_subject_of_a_title(title: str, subject: str | None) -> None:
    assert subject_of(title) == subject


@pytest.mark.parametrize(
    ("clause", "body"),
    [
        ("广州市财政局以习近平新时代中国特色社会主义思想为指导", "广州市财政局"),
        ("南昌县全面贯彻党的精神", "南昌县"),
        ("我街道法治政府建设工作", "我街道"),
        ("宁夏回族自治区党委和政府全面学习", "宁夏回族自治区党委和政府"),
        ("天津经济技术开发区管理委员会(简称经开区管委会)坚持", "天津经济技术开发区管理委员会"),
        ("市局党委带头", "市局"),
        ("自治区司法厅推进依法行政", "自治区司法厅"),
        ("和平区全面推进", "和平区"),
        ("经开区管委会坚持", "经开区管委会"),
        ("在市委、市政府的坚强领导下", None),
        ("全市各区、各部门坚持", None),
        ("大家上午好!我向大家介绍我市", None),
        ("", None),
    ],
)
def test_who_acts_in_a_clause(clause: str, body: str | None) -> None:
    assert acting_body(clause) == body


@given(st.text(alphabet="国务院省市县区镇乡街道局委会厅人民政府开发法治2020年关于《》()第师一", max_size=30))
def test_any_name_has_a_level_of_the_tables_or_none(name: str) -> None:
    assert level_of(name) in (None, *LEVELS)
    subject = subject_of(name)
    assert subject is None or subject in name
