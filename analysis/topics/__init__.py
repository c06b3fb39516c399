"""Topic models of the paragraphs and their prevalence over the years."""
