"""Files to text: every kind gives the report's lines back, and hostile files are only refused."""
