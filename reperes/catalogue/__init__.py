"""The repertoire one consults and feeds: resources, controlled vocabularies, selections.

Nouns: Concept, Agent, Resource, Contribution, Selection, Section, Item. Leans on people, search, publishing.
"""
