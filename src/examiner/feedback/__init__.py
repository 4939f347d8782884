"""The pages that students open."""
