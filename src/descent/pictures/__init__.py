"""Pictures drawn with the student's own functions: a module for each lab, and what they share."""
