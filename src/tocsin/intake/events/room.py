"""Whether there is room on the disk for what machines send."""

import shutil

from tocsin.kernel import home

_MEGABYTE = 1024 * 1024


def disk_complaint(least_free: int) -> str:
    """Why machines are turned away: fewer than so many megabytes, or than a twentieth,
    are free where the database lies; or ''. Of a server elsewhere nothing is known."""
    if not home.is_embedded():
        return ""
    total, _used, free = shutil.disk_usage(home.folder())
    if free < least_free * _MEGABYTE or free < total / 20:
        return "the disk is almost full"
    return ""
