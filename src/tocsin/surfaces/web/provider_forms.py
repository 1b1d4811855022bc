"""What is asked of a provider: what its kind needs, as the channel declares it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.foundation.notify.channels.contract import ProviderKind, Setting
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.providers import secrets_told
from tocsin.surfaces.web.forms import line, text, why
from tocsin.surfaces.web.widgets import Select

_KEPT = gettext_lazy("Empty: as it is. It is kept encrypted, and not shown.")


class ProviderForm(forms.Form):
    """A name, and each setting of the kind; a secret that is kept is never shown."""

    def __init__(
        self, *args: Any, kind: ProviderKind, row: Provider | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = [each.name for each in kind.settings]
        kept = secrets_told(row) if row else frozenset()
        name: Any = line(
            gettext_lazy("Name"),
            required=True,
            hint=kind.help or gettext_lazy("As people here say it."),
        )
        self.fields["name"] = name
        self.initial["name"] = row.name if row else ""
        for each in kind.settings:
            self.fields[f"set_{each.name}"] = _field(each, each.name in kept)
            told = row.settings.get(each.name, "") if row else each.default
            if not each.secret:
                self.initial[f"set_{each.name}"] = told
        self.fields["why"] = why(gettext_lazy("Why"), required=False)

    @property
    def settings(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"set_{name}"] for name in self.names}


def _field(setting: Setting, kept: bool) -> forms.Field:
    if setting.secret:
        return forms.CharField(
            label=setting.label,
            required=setting.required and not kept,
            max_length=4000,
            help_text=_KEPT if kept else setting.help,
            widget=forms.PasswordInput(
                attrs={"class": "input", "autocomplete": "new-password"}
            ),
        )
    if setting.choices is not None:
        return forms.ChoiceField(
            label=setting.label,
            choices=[*setting.choices.items()],
            help_text=setting.help,
            widget=Select(attrs={"class": "input"}),
        )
    make = text if setting.long else line
    return make(setting.label, required=setting.required, hint=setting.help)


class TryForm(forms.Form):
    """Where a test message goes."""

    def __init__(self, *args: Any, label: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = line(label, required=True, hint=hint)


class RemoveForm(forms.Form):
    why = why(gettext_lazy("Why it is taken away"))
