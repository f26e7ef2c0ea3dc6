"""What the command line needs beside its commands: log lines, answers for programs, queries."""
