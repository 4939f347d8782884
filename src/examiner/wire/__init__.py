"""What is sent into the student's process, with `errors`; nothing else is."""
