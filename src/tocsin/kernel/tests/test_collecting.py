"""The collector keeps still while anybody needs it to, and no longer."""

import gc

import pytest

from tocsin.kernel.collecting import uncollected


def test_it_goes_on_when_the_last_is_outside_again() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="no"), uncollected():
        raise ValueError("no")
    assert gc.isenabled()
