"""What is measured, against the stock equivalent, in one run: ``make bench``. See docs/benchmarks.md."""
