"""Addresses of people."""

from django.urls import path

from reperes.people.views import collectives, house, invitations, me, organisations

app_name = "people"
urlpatterns = [
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/retrait/", invitations.withdrawal, name="invitation-withdrawal"),
    path("invitations/<int:pk>/envoi/", invitations.sending, name="invitation-sending"),
    path("invitation/<slug:token>/", invitations.invitation, name="invitation"),
    path("mes-renseignements/", me.me, name="me"),
    path("mes-renseignements/profil/", me.profile, name="profile"),
    path("mes-renseignements/copie/", me.copy, name="copy"),
    path("mes-renseignements/suppression/", me.erasure, name="erasure"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/ajout/", organisations.new_organisation, name="new-organisation"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:code>/modification/", organisations.organisation_edition, name="organisation-edition"),
    path("collectifs/", collectives.collectives, name="collectives"),
    path("collectifs/ajout/", collectives.new_collective, name="new-collective"),
    path("collectifs/<slug:code>/", collectives.collective, name="collective"),
    path("collectifs/<slug:code>/modification/", collectives.collective_edition, name="collective-edition"),
    path("collectifs/<slug:code>/participation/", collectives.new_participation, name="new-participation"),
    path("participations/<int:pk>/", collectives.participation, name="participation"),
    path("participations/<int:pk>/fin/", collectives.participation_end, name="participation-end"),
    path("mandats/", house.mandates, name="mandates"),
    path("mandats/<int:pk>/retrait/", house.mandate_withdrawal, name="mandate-withdrawal"),
    path("droits/", house.rights_page, name="rights"),
    path("vie-privee/", house.privacy, name="privacy"),
]
