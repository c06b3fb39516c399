"""Any number of reports: chunks over processes or a cluster, and only what changed."""
