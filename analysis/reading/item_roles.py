"""The role of each item of a paragraph, where a lead-in inside it announces another than the paragraph's own.

A paragraph of work may end with its shortcomings, go on with what comes next, or tell the contents of an adopted plan;
what announces them closes the item before and belongs to it, and the items that follow have the announced role.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.reading.evidence.outlook import is_planned_member, role_ahead
from analysis.reading.evidence.script import legible

_SWITCHED = ("work", "problem", "plan")  # roles of running text that an announcement can change
_LONGEST = 160  # characters of the announcing sentence that are read


def find_item_roles(items: Sequence[str], role: str) -> list[str]:
    """Give each item of a paragraph its role.

    Parameters
    ----------
    items : sequence of str
        The items in order, the lead-in before the first among them.
    role : str
        The paragraph's role.

    Returns
    -------
    list of str
        One per item: the paragraph's role until an item's last sentence announces another.

    Examples
    --------
    >>> find_item_roles(["年内制定规章2件。下一步将抓好以下工作:", "一是加强立法。", "二是加强培训。"], "work")
    ['work', 'plan', 'plan']
    >>> find_item_roles(["主要做法:", "一是建章立制。", "二是加强培训。"], "work")
    ['work', 'work', 'work']
    """
    if len(items) == 1 or role not in _SWITCHED:
        return [role] * len(items)
    found, running = [], role
    for item in items:
        own = "plan" if running != "plan" and is_planned_member(legible(item[:40])) else running
        found.append(own)
        running = role_ahead(legible(item[-_LONGEST:])) or running
    return found
