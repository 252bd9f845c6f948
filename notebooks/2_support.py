# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · Has q a density?
#
# Section 3 of *Variational Gaussian Dropout is not Bayesian* says: with noise that is shared along a row of weights, $q$
# lives on a set of measure zero, so that $\mathrm{KL}(q \,\|\, p) = \infty$ for every prior with a density. In this tour you
# look at the null set, thicken it and watch the divergence grow, find the exceptions, and ask the same question of layers in
# PyTorch.
#
# Numbers like `[1.234 +/- 5e-12]` are *balls*: the true value is proved to lie inside.

# %%
from fractions import Fraction
from importlib.util import find_spec

import matplotlib.pyplot as plt

from audit import absolute_continuity, sampled_support
from audit.figures.style import BLACK, BLUE, GREEN, RED, certified, sampled, settings

plt.rcParams.update({**settings("neurips2024", 0.6), "figure.dpi": 150})

# %% [markdown]
# ## One noise for three weights
#
# An input of a layer is multiplied by $s \sim N(1, \alpha)$, which is to say that its whole row of weights is: $w =
# s\,\theta$.

# %%
found = absolute_continuity([1, 2, 3], alpha="1/2")
found.dimension, found.size, found.absolutely_continuous, found.null_set

# %% [markdown]
# Three weights, one dimension: a line through the origin. A prior with a density gives a line mass zero, $q$ gives it all of
# its mass, and no ratio $q/p$ exists to take the logarithm of. Neither the data nor the likelihood enters.

# %%
found.reason

# %% [markdown]
# ## Thicken the line
#
# Add independent $N(0, \varepsilon^2)$ to every weight. Now $q_\varepsilon$ has a density and a finite KL, which can be
# computed.

# %%
for eps in ("1e-1", "1e-2", "1e-4", "1e-8"):
    print(f"eps = {eps}  KL(q_eps || p) = {absolute_continuity([1, 2, 3], alpha='1/2', eps=eps).kl_eps}")

# %% [markdown]
# It grows, slowly, with $\log(1/\varepsilon)$. How fast, is known exactly: slope, constant, the next coefficient, and a bound
# $B$ with $|R| \leq B\,\varepsilon^4$ on what is left.

# %%
grown = found.expansion
print(f"KL = {grown.slope} log(1/eps) + {grown.constant} + {grown.coefficient} eps^2 + R")
print(f"|R| <= {grown.bound(Fraction(1, 1000)).str(3, radius=False)} eps^4 for every eps up to 1/1000")

# %% [markdown]
# The slope counts the missing dimensions: $m - 1$ for a row of $m$ weights. Lines are certified, open circles are the
# expansion without $R$.

# %%
widths = [Fraction(1, 10**n) for n in range(9)]
rows = {1: (BLACK, ":"), 2: (BLUE, "-"), 3: (GREEN, "-."), 4: (RED, "--")}
figure, axes = plt.subplots()
for m, (colour, line) in rows.items():
    row = [absolute_continuity([1] * m, alpha="1/2", eps=eps) for eps in widths]
    axes.plot(widths, [float(one.kl_eps) for one in row], **certified(colour, line, label=f"$m = {m}$"))
    axes.plot(widths[2:], [float(one.expansion.at(one.eps)) for one in row[2:]], **sampled(colour, "o"))
axes.set_xscale("log")
axes.invert_xaxis()
axes.set(xlabel=r"$\varepsilon$", ylabel=r"$KL(q_\varepsilon\,\|\,p)$, nats")
_ = axes.legend(ncols=4)
# %% [markdown]
# ## Change the prior
#
# The paper audits the log-uniform prior, but the argument needs nothing of it. A Gaussian prior fares no better.

# %%
for prior in ("log-uniform", "gaussian"):
    told = absolute_continuity([1, 2, 0], alpha="1/2", prior=prior, eps="1e-8")
    print(f"{prior:12} slope {told.expansion.slope}, KL at eps = 1e-8: {told.kl_eps}")

# %% [markdown]
# Yet the two differ, at the weight with $\theta = 0$: the Gaussian prior charges for it, $D - 1$ instead of $m - 1$, while
# $1/|w|$ gives every neighbourhood of zero infinite mass and does not mind a spike there.
#
# ## Change the noise
#
# The claim has exceptions, and each of them is one keystroke away.

# %%
laws = {
    "one row of three": absolute_continuity([1, 2, 3], alpha="1/2"),
    "three rows of one": absolute_continuity([[1], [2], [3]], alpha="1/2"),
    "a row of one, another of two": absolute_continuity([[1], [2, 3]], alpha="1/2"),
    "one weight of two is zero": absolute_continuity([0, 2], alpha="1/2"),
    "a row that is kept or dropped": absolute_continuity([1, 2, 3], keep="1/2"),
    "correlated, of full rank": absolute_continuity(factor=[[1, 0], [1, 1]]),
}
for name, law in laws.items():
    kl = "oo" if law.infinite else law.kl
    print(f"{name:30} dimension {law.dimension} of {law.size}, KL = {kl}, slope {law.expansion.slope}")

# %% [markdown]
# * A layer with **one output** has rows of one weight: $q$ has a density, and the KL is finite.
# * **Kept or dropped** (Bernoulli) rows are worse than Gaussian ones: two points carry all the mass.
# * With **one weight of two at zero**, KL is infinite and yet the limit of the thickened KL is finite. It may: KL is lower
#   semicontinuous for priors of finite mass, and this one has none.

# %%
curious = laws["one weight of two is zero"]
curious.infinite, curious.limit_differs

# %% [markdown]
# Rounding can make the question unanswerable. Then the answer is that it is open, and not a guess:

# %%
absolute_continuity(factor=[[0.1, 0.2], [0.3, 0.6]]).reason

# %% [markdown]
# ## Layers that you know
#
# A sampler of weights is enough to ask. No formula is known here, so the answer is statistical: *False* names the null set
# and bounds its mass with confidence, *True* says only that no test found one. This part needs PyTorch.

# %%
if find_spec("torch"):
    import torch

    from audit.support.layers import FactorisedNoiseLinear, GaussianDropout, sampler_of

    torch.manual_seed(0)
    layers = {
        "Dropout, then Linear": torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(4, 3)),
        "GaussianDropout, then Linear": torch.nn.Sequential(GaussianDropout(0.5), torch.nn.Linear(4, 3)),
        "independent noise on each weight": FactorisedNoiseLinear(4, 3, 0.5),
    }
    for name, layer in layers.items():
        told = sampled_support(sampler_of(layer))
        print(f"{name}: has a density? {told.absolutely_continuous}\n    {told.reason}")
else:
    print("PyTorch is not installed: pip install 'bayes-audit[torch]'")

# %% [markdown]
# The dimension that it finds for Gaussian dropout, 4 of 12, is the number of inputs: one noise for each row of weights.
# Nobody told it.
#
# ## Now yours
#
# * **your $\theta$**: rows of any widths, `[[1, 2], [0.3, -1.7, 2.5]]`, or a path to a `.csv` or `.npy` file.
# * **your noise**: `alpha` for each row, `alpha=["1/2", 1]`; `keep="9/10"`; any Gaussian by `factor` and `mean`.
# * **your layer**: put any module that is linear given its noise into `sampler_of`; or give `sampled_support` a function
#   `f(n, seed)` of your own.
# * **a claim to test**: does the slope depend on $\alpha$? On $\theta$? Predict it first.
#
# From a shell: `audit support --theta 1,2,3 --alpha 0.5 --eps 1e-3`. The next tour takes laws that do have a density, and
# asks where their KL and the data draw the weights.

# %%
yours = absolute_continuity([[1, 2], ["0.3", "-1.7", "2.5"]], alpha=["1/2", 1], eps="1e-6")
yours.dimension, yours.expansion.slope, yours.kl_eps
