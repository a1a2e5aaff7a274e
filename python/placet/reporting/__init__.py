"""The one-file HTML report and the command line that makes it."""
