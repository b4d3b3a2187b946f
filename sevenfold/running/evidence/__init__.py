"""What follows from the evidence book growing: checkpoints, receipts by mail, the archive."""
