"""E-mail (EML): its body, and each attachment as a file of its own. The standard library alone."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message, MIMEPart

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.limits import Clock, Limits, Refusal
from analysis.reading.formats.text import LITTLE, count_han
from analysis.text import fold, one_line

_TEXTS = ("plain", "html")


def mail_members(data: bytes, limits: Limits, clock: Clock) -> Iterator[tuple[str, bytes | Refusal]]:
    """The body of a message under the message's own name, and its attachments under theirs.

    A body that says next to nothing beside attachments ("see attachment") is none.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - that is what the policy makes
        body = _body(message)
        attachments = [part for part in message.walk() if _is_attached(part)]
    except Exception as error:  # the parser raises many kinds of errors on hostile headers
        raise Refusal("unreadable", "damaged_mail") from error
    n_han = count_han(fold(_text(body)))
    if n_han >= LITTLE or not attachments:
        yield "", body
    else:
        yield "", Refusal("empty", "mail_of_attachments", n=len(attachments))
    for number, part in enumerate(attachments, 1):
        clock.check()
        yield _name(part, number), _content(part)


def _body(message: EmailMessage) -> bytes:
    """The text of a message; of two renderings the first that holds Chinese."""
    found = b""
    for kind in _TEXTS:
        part = message.get_body(preferencelist=(kind,))
        content = b"" if part is None else _bytes(part)
        if count_han(fold(_text(content))):
            return content
        found = found or content
    return found


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is a file: named, or declared so; a picture that a page shows is none."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        return False
    if part.get_content_disposition() == "attachment":
        return True
    return part.get_filename() is not None and part.get_content_maintype() != "image"


def _content(part: EmailMessage) -> bytes | Refusal:
    try:
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            return inner.as_bytes() if isinstance(inner, Message) else b""
        return _bytes(part)
    except Exception as error:
        return Refusal("unreadable", "not_unpacked", error=type(error).__name__)


def _bytes(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(content: bytes) -> str:
    try:
        return decode(content).text if content.strip() else ""
    except Undecodable:
        return ""


def _name(part: EmailMessage, number: int) -> str:
    try:
        name = one_line(part.get_filename() or "")
    except Exception:
        name = ""
    return name.replace("/", "_").replace("\\", "_") or f"attachment {number}"
