"""What people see: windows on PySide6; no file, socket, card or SQL, and no adapter."""
