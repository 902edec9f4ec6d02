"""One module per card application."""
