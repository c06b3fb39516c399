"""The coding workflow: samples, blind sheets, exchange with other tools, agreement, budget."""
