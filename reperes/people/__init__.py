"""Persons, the organisations and collectives they act in, invitations, privacy registers.

Nouns: Person, Mandate, Organisation, Collective, Participation, Invitation. Leans on journal.
"""
