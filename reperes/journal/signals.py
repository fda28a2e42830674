"""The one signal of the house."""

from django.dispatch import Signal

happened = Signal()  # sent with deed=Deed, after the commit
