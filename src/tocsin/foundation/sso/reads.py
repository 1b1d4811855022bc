from allauth.socialaccount.models import SocialAccount

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.sso.models import ClientSecret
from tocsin.foundation.sso.refusals import ProviderUnknown
from tocsin.foundation.sso.rules import Provider, provider_of
from tocsin.kernel import keys

PROVIDER = "sign_in_provider"


def providers() -> list[Provider]:
    """Whom one may sign in by, by what people call them."""
    found = all_published(PROVIDER).items()
    made = [provider_of(name, document.body) for name, document in found]
    return sorted(made, key=lambda each: each.title)


def provider_called(name: str) -> Provider:
    """The provider of this name, or of this issuer."""
    for each in providers():
        if name in (each.name, each.issuer):
            return each
    raise ProviderUnknown(name=name)


def client_secret(name: str) -> str:
    """What we show the provider; empty, if none was set."""
    held = ClientSecret.objects.filter(provider=name).first()
    return keys.box().decrypt(held.sealed.encode()).decode() if held else ""


def secret_set(name: str) -> ClientSecret | None:
    return ClientSecret.objects.filter(provider=name).first()


def identities_of(person: Person) -> list[SocialAccount]:
    """Their accounts at providers, as issuer (`provider`) and subject (`uid`)."""
    return list(SocialAccount.objects.filter(user=person).order_by("pk"))
