from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "reperes.core"
