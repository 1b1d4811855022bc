import platform

from tocsin.kernel import heap


def test_glibc_is_told_and_others_are_left_alone() -> None:
    assert heap.give_back() == (platform.libc_ver()[0] == "glibc")
