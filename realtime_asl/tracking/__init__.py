"""Frame -> Hand: finds one signing hand with MediaPipe and stays with it.

In: `frame.Frame`. Out: `hand.Hand`, 21 landmarks in pixels of the unmirrored frame, or None.
May import only the shared words (`alphabet`, `frame`, `hand`, `errors`, `model_files`).
"""
