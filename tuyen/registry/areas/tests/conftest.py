from collections.abc import Iterator
from typing import Any

import pytest

from tuyen.registry.areas.load import load_areas
from tuyen.registry.areas.models import Area, AreaChange


@pytest.fixture(scope="module")
def country(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """All areas of the rulebook, loaded once for a file of tests."""
    with django_db_blocker.unblock():
        load_areas()
        yield
        AreaChange.objects.all().delete()
        Area.objects.all().delete()
