"""The second factor, as setting a password by a link asks for it."""

from tocsin.foundation.accounts.factors import CodeForm
from tocsin.foundation.accounts.models import Person


def code_holds(person: Person, code: str) -> bool:
    """Whether the code is what the person's app shows now, or a recovery code. Either
    is spent by it."""
    return bool(CodeForm(user=person, data={"code": code.strip()}).is_valid())
