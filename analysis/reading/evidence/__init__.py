"""Evidence of what a document is: its head taken apart, and candidates for each fact with their place and score."""
