"""Long lists, a page at a time."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(request: HttpRequest, queryset: QuerySet, size: int = 50) -> Page:
    """The page that `?page=` asks for; the first or the last where there is no such page."""
    return Paginator(queryset, size).get_page(request.GET.get("page"))
