"""From the bytes of one saved file to its text, of every kind in :mod:`~analysis.reading.formats.kinds`.

Files come from government sites and from strangers, so nothing in them is trusted: kinds are told by
content, no network or external entity is touched, nothing is written to disk under a name that a file
chose, and limits bound size, time and unpacking. Whatever goes wrong with a file ends in a :class:`Refusal`
that says what would do.

:func:`sniff` tells the kind, :func:`members` walks an archive, :func:`extract` reads one document with the
module for its kind. Those modules import their libraries, so they are imported only when a file needs them.
"""

from analysis.reading.formats.archive import ARCHIVES, members
from analysis.reading.formats.extract import extract
from analysis.reading.formats.limits import Extract, Limits, Refusal
from analysis.reading.formats.sniff import sniff

__all__ = ["ARCHIVES", "Extract", "Limits", "Refusal", "extract", "members", "sniff"]
