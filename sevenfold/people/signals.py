"""The only signal in the house: people below, duties above."""

from django.dispatch import Signal

# Sent inside an act that changes what somebody holds, with people=[Person, …] and at=instant.
changed = Signal()
