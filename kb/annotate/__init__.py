"""Document -> everything found in its text."""
