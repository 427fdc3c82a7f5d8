"""What is the matter with this machine or this program: doctor, benchmark, soak.

In: the installed program and a source. Out: findings and figures. May import everything but the command line.
The checks of the doctor import what they look at themselves, because the reason to ask is often that something cannot
be imported.
"""
