"""Makes weights: training and export of the networks; the only room that needs torch and torchvision.

In: labelled pictures and landmarks. Out: files for `weights/`, and the ranges behind the practice hints. May import
every room up to `practice`; the live program imports nothing of it, but `--backend torch` loads `torch_backend` by
name.
"""
