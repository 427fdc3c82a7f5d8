"""Reading and measuring pictures and clips, with the same pipeline as the live program."""
