"""The test client, which reads every page that it is given."""

from django.test import Client

from tests import pages


class ReadingClient(Client):
    """Django's client; a page with something wrong in it fails the test that asked for it."""

    def request(self, **request):
        response = super().request(**request)
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            context = response.context or {}
            found = pages.findings(response.text, name=context.get("title"))
            listed = "".join(f"\n  {finding}" for finding in found)
            assert not found, f"{request.get('PATH_INFO')} has something wrong in it:{listed}"
        return response
