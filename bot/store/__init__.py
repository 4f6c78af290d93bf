"""What is remembered: the journal, traces, choices of servers and members."""
