"""Figures as text: the format of Prometheus, version 0.0.4."""

from typing import Final

from fireweed_server.metrics.families import FAMILIES
from fireweed_server.metrics.snapshot import Snapshot

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SUFFIXES: Final = ("_bucket", "_sum", "_count")


def render(snapshot: Snapshot) -> str:
    """The page that a scrape gets: each family that has samples, with its help and type; then those of applications."""
    samples = {**snapshot.counters, **snapshot.gauges}
    by_family: dict[str, list[str]] = {}
    for name, value in samples.items():
        by_family.setdefault(_find_family(name), []).append(f"{name} {value!r}\n")
    parts: list[str] = []
    for family in FAMILIES:
        if family.name in by_family:
            parts += (f"# HELP {family.name} {family.help}\n", f"# TYPE {family.name} {family.kind}\n")
            parts += by_family.pop(family.name)
    for name, lines in by_family.items():
        parts += (f"# TYPE {name} gauge\n", *lines)
    return "".join(parts)


_HISTOGRAMS: Final = frozenset(family.name for family in FAMILIES if family.kind == "histogram")


def _find_family(sample: str) -> str:
    name = sample.partition("{")[0]
    for suffix in _SUFFIXES:
        if name.removesuffix(suffix) in _HISTOGRAMS:
            return name.removesuffix(suffix)
    return name
