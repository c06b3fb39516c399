"""Receipts of a study: the manifest, figures drawn again, the re-run that proves it, the replication package."""
