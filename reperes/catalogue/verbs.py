"""How the journal reads the deeds of this room: « Ada a publié cette fiche »."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "resource.proposed": _("a proposé cette fiche"),
    "resource.edited": _("a modifié cette fiche"),
    "resource.sent-back": _("a demandé des changements"),
    "resource.taken-up": _("a commencé à examiner cette fiche"),
    "resource.published": _("a publié cette fiche"),
    "resource.doubted": _("a marqué cette fiche comme à vérifier"),
    "resource.archived": _("a archivé cette fiche"),
    "resource.refused": _("a refusé cette proposition"),
    "resource.withdrawn": _("a retiré cette fiche"),
    "resource.restored": _("a remis cette fiche"),
    "resource.merged": _("a fusionné cette fiche avec une autre"),
    "resource.absorbed": _("a fusionné une autre fiche avec celle-ci"),
    "resource.reported": _("a signalé un problème"),
    "resource.loaded": _("a versé cette fiche au répertoire"),
    "report.answered": _("a donné suite à un signalement"),
    "selection.made": _("a commencé cette sélection"),
    "selection.edited": _("a modifié la présentation de cette sélection"),
    "selection.arranged": _("a réarrangé cette sélection"),
    "selection.reviewed": _("a revu toute cette sélection"),
    "selection.published": _("a publié cette sélection"),
    "selection.unpublished": _("a retiré cette sélection de la vue du public"),
    "selection.forked": _("a créé cette sélection à partir d’une autre"),
    "selection.loaded": _("a versé cette sélection au répertoire"),
}
