"""Answers made readable: text for people, JSON and CSV for programs. A new report is one file and one command."""
