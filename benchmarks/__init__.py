"""How fast the package is, and in how much memory, beside what is usually written: ``python -m benchmarks``."""
