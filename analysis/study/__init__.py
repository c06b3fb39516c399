"""The study as a whole: what it is made with, what it consists of, the run, the receipt, the proof, the package, the page."""
