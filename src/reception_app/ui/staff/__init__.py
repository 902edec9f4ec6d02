"""The staff's window: one page, the day's list, header and footer; draws a ``StaffView``."""
