"""The main part of a web page, with and without trafilatura."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.reading.formats import extract

from .builders import BODY, make_government_page


def test_government_page() -> None:
    found = extract(make_government_page().encode("gbk"))
    assert found.text.split("\n") == [
        "某市2020年法治政府建设情况报告",
        "　　省人民政府：",
        f"　　{BODY}",
        "　　一、主要做法",
        "　　（一）深化改革",
        f"　　{BODY}同时，{BODY}",
        "项目\t数量",
        "行政处罚\t12",
        "　　二、存在问题",
        f"　　{BODY}",
        "某市人民政府",
        "2021年2月26日",
    ]
    assert found.title == "某市2020年法治政府建设情况报告"
    assert found.published == date(2021, 2, 26)
    assert found.encoding == "gb18030"


@pytest.mark.parametrize("failure", [RuntimeError, RecursionError, None])
def test_page_is_read_without_trafilatura(
    monkeypatch: pytest.MonkeyPatch, failure: type[Exception] | None
) -> None:
    import trafilatura

    def fail(*args: object, **options: object) -> None:
        if failure:
            raise failure

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    text = extract(make_government_page().encode()).text
    assert "一、主要做法" in text
    assert "脚本" not in text
    assert "看不见" not in text
