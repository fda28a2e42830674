"""How django-allauth behaves in this house."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from reperes.people.models import Invitation

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """One enters by invitation (which has a page of its own), unless the host opened the door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_IS_OPEN)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The home page in the person's own language."""
        with override(getattr(request.user, "language", settings.LANGUAGE_CODE)):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down must not tell, by a broken page, which addresses have an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # smtplib's errors are OSErrors
            log.exception("The mail “%s” did not leave; check EMAIL_HOST.", template_prefix)


class OutsideAccountAdapter(DefaultSocialAccountAdapter):
    """Someone known by another server enters if the door is open, or if an invitation awaits that address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        return settings.SIGNUP_IS_OPEN or any(Invitation.objects.open().to(email).exists() for email in verified)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        person = super().populate_user(request, sociallogin, data)
        said = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        person.name = said.strip() or data.get("email", "").partition("@")[0]
        person.email = (person.email or "").lower() or None
        return person
