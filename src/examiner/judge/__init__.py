"""What runs in the judge's process, where test cells run and no code of a student's is loaded."""
