"""What a person sees and presses: the window, its keys, and what is drawn over the picture.

In: a frame and `overlay.view.View`. Out: pictures, and the keys pressed. The overlay is pure: no clock, no state.
May import `practice` (what is asked, said and kept) and `demo` (pictures of handshapes); not output or runtime.
"""
