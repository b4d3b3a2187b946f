"""The promises about speed, each measured beside its floor in the same run."""
