"""Sparse variational dropout for real: networks that are trained, pruned and measured, each with several seeds.

    images -> architectures, laws, penalties -> training (checkpoints) -> measures -> conduct (intervals, contrasts)
    -> record, comparison, shown

`grids` names what there is to run; `audit experiment NAME` runs it. torch is imported only inside the functions that use it.
"""
