"""Addresses of the repertoire: French nouns."""

from django.urls import path

from reperes.catalogue.views import arrangement, browse, proposals, resources, review, selections

app_name = "catalogue"
urlpatterns = [
    path("repertoire/", browse.browse, name="browse"),
    path("repertoire/repertoire.csv", browse.browse_file, name="browse_file"),
    path("repertoire/proposition/", proposals.proposal, name="proposal"),
    path("repertoire/propositions/", proposals.proposals, name="proposals"),
    path("repertoire/examen/", review.desk, name="desk"),
    path("repertoire/signalements/<int:pk>/", review.report_answer, name="report_answer"),
    path("r/<slug:code>/", resources.resource, name="resource"),
    path("r/<slug:code>/fiche.pdf", resources.resource_pdf, name="resource_pdf"),
    path("r/<slug:code>/fiche/", resources.record, name="record"),
    path("r/<slug:code>/envoi/", proposals.submission, name="submission"),
    path("r/<slug:code>/examen/", review.decision, name="decision"),
    path("r/<slug:code>/fusion/", review.merge, name="merge"),
    path("r/<slug:code>/retrait/", resources.withdrawal, name="withdrawal"),
    path("r/<slug:code>/retour/", review.restoration, name="restoration"),
    path("r/<slug:code>/signalement/", resources.report, name="report"),
    path("selections/", selections.selections, name="selections"),
    path("selections/nouvelle/", selections.new_selection, name="new_selection"),
    path("selections/<slug:code>/", selections.selection, name="selection"),
    path("selections/<slug:code>/selection.pdf", selections.selection_pdf, name="selection_pdf"),
    path("selections/<slug:code>/presentation/", selections.presentation, name="presentation"),
    path("selections/<slug:code>/copies/", selections.copies, name="copies"),
    path("selections/<slug:code>/publication/", selections.publication, name="publication"),
    path("selections/<slug:code>/atelier/", arrangement.arrangement, name="arrangement"),
    path("selections/<slug:code>/sections/", arrangement.sections, name="sections"),
    path("selections/<slug:code>/sections/<int:pk>/", arrangement.section, name="section"),
    path("selections/<slug:code>/elements/", arrangement.items, name="items"),
    path("selections/<slug:code>/elements/<int:pk>/", arrangement.item, name="item"),
    path("selections/<slug:code>/elements/<int:pk>/place/", arrangement.place, name="place"),
]
