"""A file to be kept, rather than a page to be shown."""

from django.http import HttpResponse


def as_file(data: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """`name` is ours, in plain letters. As bytes, so that nothing on the way mends line ends."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
