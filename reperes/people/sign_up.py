"""What we ask beside address and password when the host opens the door to all. Read by django-allauth."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SignUp(forms.Form):
    name = forms.CharField(
        label=_("Nom affiché"),
        max_length=120,
        help_text=_("Celui que verront les personnes connectées."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request, person):
        person.name = self.cleaned_data["name"]
        person.language = "en" if get_language() == "en" else "fr"
        person.save(update_fields=["name", "language"])
