"""Which cells are hidden, which more must be so that nobody finds them again, and the proof.

`rules` hides what the rules say; `protecting` hides as little more as it can; `auditing` attacks what is published, by
another road; `adding` says whether one more grouping may be published. Leans on NumPy and SciPy.
"""
