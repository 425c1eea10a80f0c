"""What the tests of the project itself share."""

from urllib.parse import quote

import pytest
from django.db import connection


@pytest.fixture
def database_address(transactional_db):
    """Return the address of a database on the server of the tests; of the tests' own without a name.

    For processes of their own, which see what a test has committed.
    """

    def address(name=""):
        facts = connection.get_connection_params()
        user, password, host, port = (
            quote(str(facts.get(fact) or ""), safe="") for fact in ["user", "password", "host", "port"]
        )
        return f"postgresql://{user}:{password}@{host}{port and f':{port}'}/{name or facts['dbname']}"

    return address
