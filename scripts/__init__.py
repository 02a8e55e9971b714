"""How Relief is installed, run and tested: what stands behind the Makefile."""
