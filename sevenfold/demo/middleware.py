"""The demonstration says on every page that it is one."""

from sevenfold.ui.context import Banner

BANNER = Banner(
    "This is a demonstration.",
    "The trust and its people are invented.",
    url="/",
    link="Look as somebody else",
)
FRONT = BANNER._replace(url="", link="")


class BannerMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.banner = FRONT if request.path == "/" else BANNER
        return self.get_response(request)
