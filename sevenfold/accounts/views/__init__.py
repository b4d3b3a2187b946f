"""The doors: coming in, proving it once more, one's ways in, and mailed links."""
