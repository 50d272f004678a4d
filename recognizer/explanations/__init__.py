"""Why a network answers as it does: arrays in, arrays out.

Read in this order: `forward` (the network in NumPy, so that it can be changed),
`patches` (one value, product by product), `gradients`, `evidence`, `ablation`,
`occlusion`, `counterfactual`, then what happens to drawings: `transforms`,
`playback`; and `filters` and `neighbours`.
"""
