"""Ada brings files to the atlas."""

import pytest
from django.urls import reverse

from reperes.atlas.models import Delivery
from reperes.atlas.testing import a_version
from reperes.atlas.tests.steps import SMALL


@pytest.fixture
def small():
    return a_version("secteurs", SMALL, level="small_area")


@pytest.fixture
def analyst(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def step(analyst):
    """Send one step of the newest delivery, follow its answer."""

    def send(page, data=None, status=200):
        found = Delivery.objects.first()
        answer = analyst.post(reverse(f"atlas:delivery_{page}", args=[found.code]), data or {}, follow=True)
        assert answer.status_code == status, answer.content.decode()
        return answer

    return send
