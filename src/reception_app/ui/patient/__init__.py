"""What a patient sees and touches once; nothing personal stands here, and nothing is decided."""
