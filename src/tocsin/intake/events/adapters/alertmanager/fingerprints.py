"""The fingerprint of a set of labels, as Alertmanager computes it.

FNV-1a over 64 bits of each name and value in the order of names, each followed by the
byte 0xff (prometheus/common, model/signature.go and fnv.go, Apache-2.0). It is how
amtool, webhooks and we mean the same alert.
"""

from collections.abc import Mapping

_OFFSET, _PRIME, _BITS = 14695981039346656037, 1099511628211, 0xFFFF_FFFF_FFFF_FFFF


def fingerprint(labels: Mapping[str, str]) -> str:
    """Sixteen hexadecimal digits."""
    told = "\udcff".join(
        part for name in sorted(labels) for part in (name, labels[name])
    )
    if not told:
        return f"{_OFFSET:016x}"
    value, prime, bits = _OFFSET, _PRIME, _BITS
    # A lone surrogate stands for the one byte that no UTF-8 has.
    for byte in (told + "\udcff").encode("utf-8", "surrogateescape"):
        value = ((value ^ byte) * prime) & bits
    return f"{value:016x}"
