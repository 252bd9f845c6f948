"""A Run as text: JSON, JUnit, Markdown, HTML, a terminal table; and what differs between two of them.

Nothing here prints or writes. `picture` and `figure_difference` read the files that `audit figures` left in a folder; all
other functions are pure.
"""
