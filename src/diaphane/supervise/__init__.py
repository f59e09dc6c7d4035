"""Starts, watches and stops the processes of one machine: embedded PostgreSQL, web server, render worker."""
