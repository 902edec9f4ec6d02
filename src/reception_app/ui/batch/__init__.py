"""The window's part of 一括照会: renders a ``BatchView`` and reports presses; knows no store."""
