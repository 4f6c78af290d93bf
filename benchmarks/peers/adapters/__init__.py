"""One module for each that is compared, run in a process of its own."""
