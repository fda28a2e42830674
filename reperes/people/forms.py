"""What people type about themselves, their organisations and their collectives."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reperes.people.models import LANGUAGES, Collective, Invitation, Mandate, Organisation, Participation, Person


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "language", "collective", "role"]
        help_texts = {
            "email": _("Elle ne sert qu’à cette invitation."),
            "collective": _("La personne en fera partie dès qu’elle aura accepté."),
            "role": _("La coordination peut inviter à son tour et modifier le collectif."),
        }

    def __init__(self, *args, collectives, must_name_one, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["collective"].queryset = collectives
        self.fields["collective"].required = must_name_one
        self.fields["collective"].empty_label = (
            gettext("Choisir…") if must_name_one else gettext("Aucun : seulement l’instance")
        )
        if must_name_one and len(collectives) == 1:
            self.fields["collective"].initial = collectives[0]


class PasswordField(forms.CharField):
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class NewcomerForm(forms.Form):
    """The address is the invitation's: it is shown, not asked."""

    name = forms.CharField(
        label=_("Nom affiché"),
        max_length=120,
        help_text=_("Celui que verront les personnes connectées. Un prénom suffit."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES)
    password = PasswordField(
        label=_("Mot de passe"),
        strip=False,
        help_text=_("Au moins 10 caractères. Une phrase de quelques mots se retient mieux."),
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, initial={"language": invitation.language}, **kwargs)
        self.invitation = invitation

    def clean(self):
        password = self.cleaned_data.get("password")
        if password:
            newcomer = Person(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
            try:
                password_validation.validate_password(password, newcomer)
            except ValidationError as refused:
                self.add_error("password", refused)
        return self.cleaned_data


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "language", "organisation"]
        help_texts = {
            "name": _("Celui que verront les personnes connectées."),
            "language": _("Celle de nos courriels et de la page d’accueil après la connexion."),
            "organisation": _("Facultatif : celle au nom de laquelle vous agissez le plus souvent."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].empty_label = gettext("Aucune")


class ForgettingForm(forms.Form):
    """Two deliberate gestures: a word to copy, and the password if there is one."""

    confirmation = forms.CharField(label=_("Confirmation"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.word = gettext("SUPPRIMER")
        self.fields["confirmation"].help_text = gettext("Pour confirmer, écrivez %(word)s en majuscules.") % {
            "word": self.word
        }
        if not person.has_usable_password():  # signs in by another service
            del self.fields["password"]

    def clean_confirmation(self):
        typed = self.cleaned_data["confirmation"].strip()
        if typed != self.word:
            raise ValidationError(
                gettext("Vous avez écrit « %(typed)s ». Écrivez %(word)s, en majuscules.")
                % {"typed": typed, "word": self.word}
            )
        return typed

    def clean_password(self):
        if not self.person.check_password(self.cleaned_data["password"]):
            raise ValidationError(gettext("Ce n’est pas votre mot de passe actuel."))
        return self.cleaned_data["password"]


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "sector", "website", "about"]
        help_texts = {
            "name": _("Le nom officiel, en toutes lettres."),
            "website": _("Adresse complète, qui commence par https://"),
            "about": _("Une ou deux phrases : pour qui, où, dans quel but."),
        }
        error_messages = {
            "name": {
                "unique": _("Une organisation porte déjà ce nom. Cherchez-la dans la liste avant d’en ajouter une.")
            }
        }
        field_classes = {"website": forms.URLField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["website"].assume_scheme = "https"


class CollectiveForm(forms.ModelForm):
    class Meta:
        model = Collective
        fields = ["name", "purpose", "organisations", "is_public"]
        help_texts = {
            "purpose": _("Ce que vous voulez changer ensemble, en une ou deux phrases."),
            "organisations": _("Elles paraissent sur la page du collectif."),
            "is_public": _("Sinon, seules les personnes qui y participent le voient."),
        }
        widgets = {"organisations": forms.CheckboxSelectMultiple}


class ParticipationForm(forms.ModelForm):
    class Meta:
        model = Participation
        fields = ["role", "organisation", "starts_on", "ends_on"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"ends_on": _("À compter de ce jour, la personne ne participe plus. Vide : sans terme.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].empty_label = gettext("Aucune")

    def clean(self):
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("La participation se termine avant d’avoir commencé."))
        return self.cleaned_data


class SomeoneForm(forms.Form):
    """Names a person by their address: lists of people are nobody's business."""

    email = forms.EmailField(label=_("Adresse courriel de la personne"))

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.cleaned_data["person"] = Person.objects.filter(email__iexact=email, is_active=True).first()
        if self.cleaned_data["person"] is None:
            raise ValidationError(gettext("Personne n’a de compte à cette adresse. Invitez-la d’abord."))
        return email


class MandateForm(SomeoneForm):
    kind = forms.ChoiceField(label=_("Mandat"), choices=Mandate.Kind)


class ParticipantForm(SomeoneForm):
    role = forms.ChoiceField(label=_("Rôle"), choices=Participation.Role, initial=Participation.Role.MEMBER)
    starts_on = forms.DateField(
        label=_("Depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class OrganisationSearch(forms.Form):
    words = forms.CharField(label=_("Nom"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    sector = forms.ChoiceField(
        label=_("Secteur"), required=False, choices=[("", _("Tous")), *Organisation.Sector.choices]
    )
