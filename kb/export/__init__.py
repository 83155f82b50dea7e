"""Timelines and query results as files: one module per format, each with `write(rows, fp)`."""
