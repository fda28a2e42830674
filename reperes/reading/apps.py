from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "reperes.reading"
