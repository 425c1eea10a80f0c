"""Names the app of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers: their acts are those of what has them."""

    name = "papers"
