"""A new year: scoring, drift, what to code, retraining, the acceptance test, the registry of models, comparability."""
