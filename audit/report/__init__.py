"""A Run as text: JSON, JUnit, Markdown, HTML, a terminal table. Pure functions; nothing here opens a file or prints."""
