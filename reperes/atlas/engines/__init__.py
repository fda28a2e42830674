"""Sums of small areas into wider ones, whatever does the work: dense matrices in this process, or a columnar engine.

An engine answers one question: for these quantities, over these weights, what do the known figures sum to, how many
people do they cover, and why are the others missing? What a sum becomes (a share, a status, an interval, a hidden cell)
is decided once, in building/, whoever summed.
"""
