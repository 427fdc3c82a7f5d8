"""Predictions over time -> text: which letters were signed, and the words that they spell.

In: `letters.recognizer.Prediction`, in the order of their times. Out: `decoder.LetterEvent`, then the text of
`speller.Speller`. Pure: time is an argument. May import `letters`; not practice, screen or output.
"""
