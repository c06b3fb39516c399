"""Simulated corpora with planted truth, and the calibration studies made with them."""
