"""The handbook's instruments, served from live kernels: `python -m apps.serve`."""
