"""The settings window: every setting with what it does and when, checked as it is typed."""
