"""Templates, styles and scripts of the pages, and the policy that lets a page run what stands in it and nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib

import jinja2

from analysis.paths import resource

_NAMES = ("page.html.j2", "reader.html.j2", "topics.html.j2", "macros.html.j2")


@functools.cache
def page_template(name: str) -> jinja2.Template:
    """A template that escapes what it is given, and fails where it is given too little."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.DictLoader({one: read_page(one) for one in _NAMES}),
    )
    return environment.get_template(name)


def page_policy(styles: list[str], scripts: list[str]) -> str:
    """What a page may do: run and apply what stands in it, known by its hash, and load nothing."""
    hashed = [" ".join(dict.fromkeys(map(_hash, own))) or "'none'" for own in (styles, scripts)]
    return (
        f"default-src 'none'; style-src {hashed[0]}; style-src-attr 'unsafe-inline'; img-src data:; font-src data:; "
        f"script-src {hashed[1]}; base-uri 'none'; form-action 'none'"
    )


def read_page(name: str) -> str:
    """A file of ``analysis/resources/page``."""
    return resource(f"page/{name}").read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
