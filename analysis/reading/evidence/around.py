"""What those who hand texts on put round them: databases of law, accounts and platforms, sharing sites, newspapers, caches.

Some of it stands anywhere and is a row of the site; some stands behind the text alone, which ends where it begins.
"""

from __future__ import annotations

import re

# 北大法宝, 威科先行, 法信, 律商网, 法律图书馆; what search engines and archives put over a page that they keep; labels of crawlers
_ROUND = re.compile(
    r"【?北大法宝(?:】|·|www|-|$)|扫描二维码(?:阅读|查看)|附件预览$|"
    r"(?:下载自|资料来源:|来自)?(?:威科先行|法律图书馆|法信网|聚法案例|律商网|北大法意)(?:·|法律|网|-|\(|$)|法信(?:\||www|$)|Lexis|"
    r"百度(?:快照|和网页)|您查询的关键词是|以下是网页http|(?:该网页|当前页面)(?:可能)?已经?(?:变更|更改)|这是https?:.{0,200}的缓存|The ?Wayback ?Machine|\d+captures$|"
    r"【?第[A-Z]?\d{1,3}版(?:[:】]|$)|[\[【]?(?:正文|全文|[Cc]ontent)[\]】]?:?$|内容:$|\[上一篇\]|\[下一篇\]"
)
_BEHIND = re.compile(
    # databases of law
    r"©?北大法[宝意](?::|\(|提供|法律)|法宝快讯:|欢迎查看所有产品和服务|(?:本篇引用|引用本篇)(?:的|$)|[*※]?注:本文格式|文件提供:.{0,60}(?:chinalawinfo|法宝)|"
    r"本(?:文件|文档|内容|文)由.{1,20}(?:提供|导出|下载)|(?:威科先行|律商网|法信).{0,20}(?:著作权|版权)|法宝联想$|相似文件|全文引证$|声明:以上内容仅供参考|相关(?:法规|文件|新闻|阅读|推荐):?$|"
    # accounts and platforms
    r"收录于(?:合集|话题|专辑)|预览时标签不可点|(?:继续滑动|向上滑动)看下一个|(?:轻触)?阅读原文$|长按(?:识别)?二维码|往期(?:推荐|回顾|精选|热文)|推荐阅读$|喜欢此内容的人还喜欢|"
    r"点(?:击)?(?:个)?(?:分享|收藏|点?赞|在看)(?:$|[,、点])|(?:来源|编辑|责编|审核|初审|终审|供稿|校对)[丨┃].{1,20}$|-*END-*$|举报/反馈$|作者最新文章$|说点什么|换一[批换]$|"
    # sharing sites and models
    r"本站是提供个人知识管理|本文来自百度文库|本文档(?:下载|仅供)|\(注:文档可能|猜你喜欢$|类似文章$|推荐访问:|本文来源:|(?:免责|特别|平台|法律|版权)声明(?::|$)|"
    # newspapers
    r"本文所在版面$|\d{0,3}上一版下一版"
)

# what who hands a text on says of it, and of which a report may tell
_DISCLAIMS = re.compile(
    r"仅代表.{0,12}观点|不代表.{0,20}(?:观点|立场)|如有侵权|侵权必究|由用户(?:上传|发布)|自觉遵守互联网|转载请|网友,您|信息存储空间"
)


def stands_round(body: str) -> bool:
    """Whether a line, as `legible` reads it, is one that others put over a text or behind it.

    >>> stands_round("威科先行·法律信息库"), stands_round("依托北大法宝智能审查系统,审查文件120件。")
    (True, False)
    """
    return bool(_ROUND.match(body) or _BEHIND.match(body))


def ends_text(body: str) -> bool:
    """Whether a line, as `legible` reads it, is what others put behind a text.

    >>> ends_text("法宝快讯:如何快速找到检索结果?"), ends_text("往期推荐"), ends_text("扫描二维码阅读原文")
    (True, True, False)
    """
    return bool(_BEHIND.match(body) or _DISCLAIMS.search(body))
