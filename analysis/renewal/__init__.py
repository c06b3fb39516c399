"""A new year: scoring it, drift, the sample to code, retraining, the gate, the registry of models, comparability."""
