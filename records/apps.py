"""Makes the API's documentation know what the views do not say."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The register of acts and what every act needs."""

    name = "records"

    def ready(self) -> None:
        """Describe tokens to OpenAPI: the extension is known once its module is loaded."""
        from records.api import schema  # noqa: F401, PLC0415 (needs the settings of the REST framework)
