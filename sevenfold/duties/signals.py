"""People below, duties above: what somebody holds has changed, so what is asked of them may have."""

from django.dispatch import receiver

from sevenfold.people.signals import changed

from . import actions


@receiver(changed)
def people_changed(sender, people, at, **_):
    actions.sync(people=people, at=at)
