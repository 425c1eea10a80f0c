"""Makes the API's documentation know what the views do not say."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """What pages and API are made of."""

    name = "web"

    def ready(self) -> None:
        """Describe tokens to OpenAPI: the extension is known once its module is loaded."""
        from web.api import schema  # noqa: F401, PLC0415 (needs the settings of the REST framework)
