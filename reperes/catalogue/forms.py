"""What people type about resources and selections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reperes.catalogue import dates
from reperes.catalogue.models import PASSAGES, Agent, Concept, Report, Resource, ResourceLink, Selection, Status
from reperes.catalogue.models.selections import RATIONALE_LENGTH

CLASSIFIED = ("famille", "type", "etape", "theme", "palier", "utilisateur", "population", "region")


def concepts_of(scheme):
    return Concept.objects.of(scheme).current()


class Choices(forms.ModelMultipleChoiceField):
    """Terms of one vocabulary, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, scheme, **options):
        super().__init__(queryset=concepts_of(scheme), required=False, **options)


class LinkMixin(forms.Form):
    """An address, or the word that there is none: never a silent gap."""

    url = forms.URLField(
        label=_("Lien"),
        assume_scheme="https",
        max_length=1000,
        help_text=_("L’adresse de la page ou du fichier, copiée de votre navigateur."),
        error_messages={"required": _("Collez le lien, ou cochez « Pas de lien ».")},
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    has_no_link = forms.BooleanField(label=_("Pas de lien : la ressource n’est pas en ligne"), required=False)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("has_no_link"):
            if cleaned.get("url"):
                self.add_error("has_no_link", _("Vous avez donné un lien : décochez cette case, ou effacez le lien."))
            elif self.has_error("url", "required"):
                del self.errors["url"]  # the box is the answer
                cleaned["url"] = ""
        return cleaned


class ProposalForm(LinkMixin):
    """Three things to say; the rest is suggested, or completed by a curator."""

    title = forms.CharField(label=_("Titre"), max_length=300, help_text=_("Tel qu’il est écrit sur la ressource."))
    description = forms.CharField(
        label=_("En une phrase, à quoi ça sert?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Comme vous le diriez à une collègue."),
    )
    makers = forms.CharField(
        label=_("Qui l’a fait?"),
        required=False,
        max_length=300,
        help_text=_("Personnes ou organisations, séparées par des points-virgules."),
    )
    issued = forms.CharField(
        label=_("Année ou date"),
        required=False,
        max_length=40,
        validators=[dates.check],
        help_text=_("2017, 2017-11, 2017/.. (depuis 2017)… Laissez vide si vous l’ignorez."),
    )
    types = Choices("type", label=_("Type d’outil"))
    regions = Choices("region", label=_("Régions concernées"))
    is_different = forms.BooleanField(
        label=_("J’ai regardé : ma ressource n’est aucune de celles-là."), required=False, widget=forms.HiddenInput
    )

    field_order = ["title", "url", "has_no_link", "description", "makers", "issued", "types", "regions"]

    def ask_if_different(self):
        """Look-alikes were found: the box appears, and must be ticked."""
        self.fields["is_different"].widget = forms.CheckboxInput()
        self.fields["is_different"].required = True


class RecordForm(LinkMixin, forms.ModelForm):
    """The whole record, for a curator or for the depositor while nothing is decided."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    link_state = forms.ChoiceField(
        label=_("État du lien"), choices=[("", _("tel quel")), *ResourceLink.State.choices], required=False
    )

    class Meta:
        model = Resource
        fields = (
            *("title", "subtitle", "description", "description_en", "issued", "printed_year", "printed_label"),
            *("language", "nature", "licence", "rights", "series", "series_number"),
            *("format", "duration", "n_pages", "service_state", "version"),
        )
        help_texts = {
            "issued": _("2017, 2017-11, 2017/.. (depuis 2017), 200X (années 2000), 2017? (incertain)."),
            "printed_year": _("Si l’année imprimée diffère de la date réelle."),
            "printed_label": _("Le mot imprimé au-dessus du titre : « Fiche », « Récit de pratique »…"),
            "language": _("fr, en, fr-CA… (étiquette BCP 47)"),
            "licence": _("« Non précisée » si l’œuvre n’en dit rien : on ne devine jamais."),
            "duration": _("Heures:minutes:secondes."),
        }
        labels = {"description_en": _("Description en anglais")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "description_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["nature"].queryset = concepts_of("nature")
        self.fields["licence"].queryset = concepts_of("licence")
        link = self.instance.links.first()
        self.fields["url"].initial = link.url if link else ""
        self.fields["has_no_link"].label = _("Pas d’adresse : à trouver, ou hors ligne")
        self.fields["has_no_link"].initial = bool(link and not link.url)
        held = list(self.instance.concepts.select_related("scheme"))
        names = {concept.scheme.code: concept.scheme for concept in held}
        for scheme in CLASSIFIED:
            label = names.get(scheme) or Concept.objects.of(scheme).select_related("scheme")[0].scheme
            chosen = [concept.pk for concept in held if concept.scheme.code == scheme]
            self.fields[f"about_{scheme}"] = Choices(scheme, label=str(label), initial=chosen)

    def clean(self):
        cleaned = super().clean()
        state, has_address = cleaned.get("link_state"), bool(cleaned.get("url"))
        if state and "url" in cleaned and has_address == (state in ResourceLink.WITHOUT_URL):
            self.add_error("link_state", _("Cet état ne va pas avec le lien : choisissez « tel quel »."))
        return cleaned

    @property
    def words(self):
        """Plain fields only."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name != "version"}

    @property
    def concepts(self):
        """Ticked terms, and those of vocabularies this form does not show, which stay."""
        ticked = [concept for scheme in CLASSIFIED for concept in self.cleaned_data[f"about_{scheme}"]]
        return ticked + list(self.instance.concepts.exclude(scheme__code__in=CLASSIFIED))


class CreditForm(forms.Form):
    """One line of « who made it »; an empty name takes the line away."""

    role = forms.ModelChoiceField(label=_("Rôle"), queryset=Concept.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Nom"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Sorte"), choices=Agent.Kind, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["role"].queryset = concepts_of("role")


CreditFormSet = forms.formset_factory(CreditForm, extra=2, max_num=40, absolute_max=60)


class DecisionForm(forms.Form):
    """What a curator decides about a record."""

    LABELS = {
        Status.PUBLISHED: _("Publier"),
        Status.DRAFT: _("Demander des changements"),
        Status.REFUSED: _("Refuser"),
        Status.IN_REVIEW: _("Prendre en charge l’examen"),
        Status.TO_CHECK: _("Marquer « à vérifier »"),
        Status.ARCHIVED: _("Archiver"),
    }

    after = forms.ChoiceField(label=_("Décision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Motif"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Obligatoire pour demander des changements ou refuser. La personne qui a proposé la fiche le lira."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, status, **options):
        super().__init__(*args, **options)
        self.fields["after"].choices = [
            (after, label) for after, label in self.LABELS.items() if after in PASSAGES[status]
        ]


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Motif"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    hides_title = forms.BooleanField(
        label=_("Ne plus afficher le titre"),
        required=False,
        help_text=_("Pour un droit d’auteur ou un renseignement personnel : l’adresse répondra seulement « retirée »."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    code = forms.CharField(
        label=_("Code de la fiche à garder"),
        max_length=300,
        help_text=_("Les huit caractères de son adresse, ou l’adresse entière."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_code(self):
        code = self.cleaned_data["code"].strip().rstrip("/").rpartition("/")[2]
        found = Resource.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("Aucune fiche ne porte le code « %(code)s »."), params={"code": code})
        return found


class ReportForm(forms.ModelForm):
    """Anyone may say that something is wrong."""

    site = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    class Meta:
        model = Report
        fields = ("reason", "message")
        widgets = {"reason": forms.RadioSelect, "message": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = concepts_of("signalement")
        self.fields["reason"].empty_label = None
        self.fields["message"].help_text = _("N’écrivez ici aucun renseignement personnel.")

    @property
    def is_from_a_robot(self):
        """The field `site` is hidden from people: who fills it is not one."""
        return bool(self.cleaned_data.get("site"))


class AnswerForm(forms.Form):
    words = forms.CharField(label=_("Suite donnée"), max_length=300, required=False)


class SelectionForm(forms.ModelForm):
    """What a selection says of itself."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Selection
        fields = (
            "title",
            "kicker",
            "intro",
            "curated_by",
            "funder",
            "rights",
            "title_en",
            "kicker_en",
            "intro_en",
            "curated_by_en",
            "funder_en",
            "rights_en",
        )
        help_texts = {
            "kicker": _("Quelques mots au-dessus du titre : le thème, l’occasion."),
            "rights": _("D’où vient ce choix, et ce que les autres peuvent en faire."),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 5}), "intro_en": forms.Textarea(attrs={"rows": 5})}


class SectionForm(forms.Form):
    name = forms.CharField(label=_("Nom de la section"), max_length=120)
    name_en = forms.CharField(label=_("Nom en anglais"), max_length=120, required=False)


class ItemForm(forms.Form):
    """How a resource is presented in a selection."""

    label = forms.CharField(
        label=_("Libellé"), max_length=120, required=False, help_text=_("Le mot affiché au-dessus du titre.")
    )
    rationale = forms.CharField(
        label=_("Pourquoi la choisir?"),
        max_length=RATIONALE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("%(length)s caractères au plus.") % {"length": RATIONALE_LENGTH},
    )
    label_en = forms.CharField(label=_("Libellé en anglais"), max_length=120, required=False)
    rationale_en = forms.CharField(
        label=_("Pourquoi, en anglais"),
        max_length=RATIONALE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
