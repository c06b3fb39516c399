"""From Chinese text to words and features, with numbers and place names masked."""
