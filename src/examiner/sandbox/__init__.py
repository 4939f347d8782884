"""The walls around a student's process. `confine.confine()` goes in; `doctor` says what this machine can give."""
