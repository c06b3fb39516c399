"""Who speaks in a document, which body issues it, and of which level of government that is."""

from __future__ import annotations

import re

from analysis.reading.evidence.bodies import level_of
from analysis.reading.evidence.candidates import Candidate, best
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.issuers import Issuer
from analysis.reading.evidence.places import Place, tier_of_news
from analysis.reading.evidence.title_kinds import Kind

_NAMED_WELL = 0.5  # score of a body that 我区 may mean
_LEVEL_OF_TIER = {"province": "province", "city": "prefecture", "county": "county"}
_COUNCILS = re.compile(
    r"([省市县区旗州盟镇乡]|街道)(?:党?委|党工委)[、和](?:\1(?:人民)?政府|\1?办事处)"
)  # 县委、县政府, of no name


def speaker_of(issuers: list[Candidate[Issuer]]) -> Candidate[Issuer] | None:
    """Who speaks, a self-reference included: the best candidate; a zone calls itself 我区 too."""
    speaker = best(issuers)
    if speaker is None or speaker.value.name[0] not in "我本全" or not speaker.value.name.endswith("区"):
        return speaker
    zones = [one for one in issuers if one.value.level == "zone" and one.score >= _NAMED_WELL]
    return best(zones) or speaker


def issuer_of(
    speaker: Candidate[Issuer] | None, issuers: list[Candidate[Issuer]]
) -> Candidate[Issuer] | None:
    """The best candidate that is a body's name: not 我局, and no mere place."""
    if speaker is None:
        return None
    bodies = [
        one
        for one in issuers
        if one.value.name[0] not in "我本全"
        and not _is_place(one.value.name)
        and not _COUNCILS.fullmatch(one.value.name)
    ]
    full = [
        one
        for one in bodies
        if one.value.level == speaker.value.level
        and (
            speaker.value.name in one.value.name
            or speaker.value.name[0] in "我本全"
            or (not _is_placed(speaker.value.name) and one.value.name.endswith(speaker.value.name[1:]))
        )
    ]
    longer = [one for one in full if one.value.name != speaker.value.name]
    # 市水务局 in the title is the 武汉市水务局 of a row
    if longer and not _is_placed(speaker.value.name):
        return best(longer)
    return best(full)


def _is_place(name: str) -> bool:
    return name[-1:] in "省市县区旗州盟" and level_of(name) in ("province", "prefecture", "county")


def _is_placed(name: str) -> bool:
    return name[:1] not in "我本全省市县区旗州盟镇乡"


def level_of_document(kind: Kind, speaker: Candidate[Issuer] | None, place: Place, head: Head) -> str | None:
    """Level of government: the issuer's, or its region's where the issuer is a place or only a place is known."""
    silent = kind.what in ("essay", "speech") or (
        kind.what == "unknown" and (speaker is None or speaker.score < 0.5)
    )
    if silent:
        return None
    level = speaker.value.level or None if speaker else None
    region = place.region
    if _is_corps(speaker):
        return level
    if region and place.score >= 0.8 and level in (None, "county", "prefecture", "province"):
        return region.level
    if kind.what == "news" and level is None:
        return _LEVEL_OF_TIER.get(tier_of_news(head) or "")
    # 我市 may be of either rank
    if region and level == "prefecture" and region.name.endswith("市") and region.level != "prefecture":
        return region.level
    return level


def _is_corps(speaker: Candidate[Issuer] | None) -> bool:
    """A division of the Corps, which ranks above the city that it runs."""
    return speaker is not None and "师" in speaker.value.name and level_of(speaker.value.name) == "prefecture"
