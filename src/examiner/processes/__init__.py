"""How the processes start that run kernels and tests."""
