"""Frame -> Hand: finds one signing hand with MediaPipe and stays with it.

A *look* is one run of the hand detector, on the whole frame or on a part of it (a region of interest); the *follower*
is MediaPipe in its video mode, which goes on from the hand of the frame before; the *finder* takes single pictures.

In: `frame.Frame`. Out: `hand.Hand`, 21 landmarks in pixels of the unmirrored frame, or None.
May import only the shared words (`alphabet`, `frame`, `hand`, `errors`, `model_files`).
"""
