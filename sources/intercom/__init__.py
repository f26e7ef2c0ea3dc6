"""The dlt source `intercom`."""
