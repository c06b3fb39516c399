"""Estimates over the years: corrected shares and what is built on them."""
