"""Hand -> Prediction: which of the 29 classes one picture of a hand shows.

In: a frame and its `hand.Hand`. Out: `recognizer.Prediction`, a posterior with the capture time; for still pictures
`stills.StillReading`. May import `tracking`, what reads picture files of `sources`, and the shared words; knows nothing
of text.
"""
