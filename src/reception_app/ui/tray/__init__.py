"""The tray of training mode: a window beside the desk from which invented cards are laid down."""

from reception_app.ui.tray.window import TrayWindow

__all__ = ["TrayWindow"]
