"""The single checks of ``doctor``.

Each imports what it looks at itself, because the reason to ask the doctor is often that something
cannot be imported.
"""
