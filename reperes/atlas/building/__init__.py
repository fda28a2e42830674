"""From datasets to the cells of an edition: what is measured, summed, decided, protected, verified, compared.

measures.py says what each dataset makes; engines/ sums; cells.py decides value, status and interval; parts.py keeps
each step so that a killed build resumes; protecting.py hides; verifying.py checks; changes.py tells what moved.
"""
