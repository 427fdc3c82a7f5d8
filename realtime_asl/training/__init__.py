"""Training and export of the classifier: the only part that needs torch and torchvision."""
