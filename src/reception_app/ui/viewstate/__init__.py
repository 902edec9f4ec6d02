"""What the windows show, as values: pure projections of ``domain.desk.DeskNow``; no Qt in here."""
