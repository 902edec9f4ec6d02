"""What the app does: use cases over ports; no third-party import."""
