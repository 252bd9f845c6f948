"""What `audit scale` does on very many numbers, besides the checks of the core itself. Each file answers four questions:

chunks()          what there is to do, as tuples of arguments
checker(device)   the function of one chunk
nothing()         what has been seen before the first chunk; results add up by +
sound, lines()    of the sum: is it as it should be, and what a person reads
"""
