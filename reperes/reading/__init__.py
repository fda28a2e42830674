"""Tables people bring: CSV, TSV, XLSX, ODS. What was understood is told, with its evidence, and may be corrected.

guards.py refuses before it hurts; dialect.py guesses; text.py and sheets.py give rows; numbers.py tells a number from
a missing one; table.py puts them together; store/ keeps dense figures by position; census/ reads census profiles,
thirty million rows in seconds; long.py reads one line a figure; traps.py tells what tables hide; recognising.py says
what a file is.
Leans on core and figures; knows no room.
"""
