"""Sevenfold makes a school trust's statement of ethical leadership hold."""

__version__ = "0.1.0"
