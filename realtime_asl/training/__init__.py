"""Makes weights: training and export of the networks; the only room that needs torch and torchvision.

In: labelled pictures and landmarks. Out: files for `weights/`. May import the rooms whose networks it trains;
nothing imports it, but `--backend torch` loads `torch_backend` by name.
"""
