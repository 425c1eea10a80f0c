"""Who asks, as in the tests of the records."""

from tests.records.conftest import (  # noqa: F401 (fixtures)
    delegate,
    delegate_client,
    example_urls,
    officer,
    officer_client,
    token_of,
)
