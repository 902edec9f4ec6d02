"""The training eligibility terminal: 連携アプリケーション on a folder, with invented people."""

from __future__ import annotations

from reception_app.training.terminal.terminal import (
    SeenRequest,
    TerminalOptions,
    TrainingTerminal,
    run_training_terminal,
)

__all__ = ["SeenRequest", "TerminalOptions", "TrainingTerminal", "run_training_terminal"]
