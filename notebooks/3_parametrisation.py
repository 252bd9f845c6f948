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
# # 3 · Which minima does each parametrisation have?
#
# Section 4 of *Variational Gaussian Dropout is not Bayesian* compares $(\theta, \alpha)$, the multiplicative form, with
# $(\mu, \sigma^2)$, the additive one, $\mu = \theta$, $\sigma^2 = \alpha\theta^2$. The same family of distributions, the same
# objective: do they have the same minima? In this tour you list them, move the strength of the data until they appear and
# vanish, exchange the KL, let gradient flow run, and audit a KL of your own.
#
# The objective is $F = \rho\,\mathbb{E}_q[-\log p(y \mid w)] + \mathrm{KL}(q \,\|\, p)$ with the log-uniform prior; $\rho$ is
# the strength of the data. Numbers like `[1.234 +/- 5e-12]` are *balls*: the true value is proved to lie inside.

# %%
import matplotlib.pyplot as plt
import numpy as np

from audit import audit_implementation, excess, minima
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, RED, certified, sampled, settings
from audit.numerics.ball import ball
from audit.parametrisation import MODELS, PENALTIES, folds, pruning_cut, ties
from audit.parametrisation.dynamics import drawn, flow, objective, sparse

plt.rcParams.update({**settings("neurips2024", 0.6), "figure.dpi": 150})

# %% [markdown]
# ## One weight, a Gaussian likelihood
#
# $\mathbb{E}_q[-\log p] = \tfrac12 ((\mu - 1)^2 + \sigma^2)$ up to a constant: the data want $w = 1$.

# %%
for form in ("multiplicative", "additive"):
    found = minima(4, "gaussian", parametrisation=form, digits=12)
    for point in found.points:
        print(form, point.kind, *(f"{name} = {value}" for name, value in point.coordinates.items()))
    print(f"    infimum {found.infimum}, attained: {found.attained}")

# %% [markdown]
# One minimum each, and the same: $\alpha\,\theta^2$ is $\sigma^2$. *All* stationary points are listed; the search covers the
# whole domain in cells, on each of which a ball shows that there is none, or exactly one.
#
# ## Turn the strength down

# %%
for rho in ("1/2", "1", "1.01", "1.1", "2", "4"):
    found = minima(rho, "gaussian", parametrisation="multiplicative", digits=8)
    where = [f"alpha = {point.coordinates['alpha']}" for point in found.points]
    print(f"rho = {rho:5}", where or f"no minimum: F falls as alpha -> oo, to {found.infimum}, not attained")

# %% [markdown]
# At $\rho = 1$ the minimum leaves for $\alpha = \infty$: the weight is pruned by the objective itself. Public code prunes
# where $\log\alpha > 3$; with the exact KL that is $\rho$ below

# %%
gaussian, exact = MODELS["gaussian"], PENALTIES["exact"]
print(pruning_cut(gaussian, exact, bits=60))

# %% [markdown]
# ## A loss with a minimum that only one form has
#
# The paper says that the additive form introduces minima. For the Gaussian likelihood it does not, as you saw. It does where
# the loss is stationary at $\mu = 0$ for some $\sigma^2 > 0$, as for an even double well, $(1 - w^2)^2$.

# %%
for form in ("multiplicative", "additive"):
    found = minima("7.5", "quartic", parametrisation=form, digits=8)
    print(f"{form}: infimum {found.infimum}, attained: {found.attained}")
    for point in found.points:
        print("   ", point.kind.ljust(8), *(f"{name} = {value}" for name, value in point.coordinates.items()))

# %% [markdown]
# The point $\mu = 0$, $\sigma^2 = 1/3$ is the deepest; in $(\theta, \alpha)$ it lies at $\alpha = \infty$, which is no point
# of the domain. Minima with $\mu \neq 0$ appear at the *fold*, and become the deepest ones at the *tie*:

# %%
quartic = MODELS["quartic"]
print("fold", *(turn.rho for turn in folds(quartic, exact, bits=60)))
print("tie ", *(even.rho for even in ties(quartic, exact, bits=60)))

# %% [markdown]
# ## Exchange the KL
#
# Before the closed form, training used approximations: a cubic in $\alpha$ for $\alpha \leq 1$ (Kingma and others 2015), and
# a fit for all $\alpha$ (Molchanov and others 2017). Here is how far their slopes in $u = 1/(2\alpha)$ are from the exact
# one.

# %%
log_alpha = np.linspace(-6, 6, 97)
approximations = {"molchanov2017": (BLUE, "-"), "kingma2015": (RED, "--")}
figure, axes = plt.subplots()
for name, (colour, line) in approximations.items():
    inside = log_alpha if name != "kingma2015" else log_alpha[log_alpha <= 0]
    u = [(-ball(str(x))).exp() / 2 for x in inside]
    off = [float(100 * (PENALTIES[name].slope(each) / exact.slope(each) - 1)) for each in u]
    axes.plot(inside, off, **certified(colour, line, label=name))
axes.axhline(0, **certified(BLACK, ":", label="exact"))
axes.set(xlabel=r"$\log\alpha$", ylabel="error of the slope, %")
_ = axes.legend()
# %%
for name in ("exact", "molchanov2017", "kingma2015"):
    found = minima(4, "gaussian", kl=name, digits=8)
    print(f"{name:14}", *(f"{point.kind} at mu = {point.coordinates['mu']}" for point in found.points))
cubic = PENALTIES["kingma2015"]
print("kingma2015: fold at rho =", *(turn.rho for turn in folds(gaussian, cubic, bits=60)))
print("            tie  at rho =", *(even.rho for even in ties(gaussian, cubic, bits=60)))

# %% [markdown]
# At $\rho = 4$ it makes little difference. Near $\rho = 3.2$ it does: the cubic stops at $\alpha = 1$, and an edge attracts.
#
# ## Let gradient flow run
#
# Certified minima say where descent may end, not where it is after some time. Here are 200 starts in the way networks are
# initialised, at $\rho = 3.2$, in two coordinate systems with two KLs: the share with $\log\alpha > 3$ at time $t$. These
# numbers are sampled; the intervals are at 99 %.

# %%
starts, times = drawn("B", 200, seed=0), [1, 3, 10, 30, 100, 300, 1000]
looks = {
    ("exact", "mu, log sigma2"): (BLUE, "o"),
    ("exact", "theta, log alpha"): (GREEN, "s"),
    ("kingma2015, clipped", "mu, log sigma2"): (RED, "^"),
    ("kingma2015, clipped", "theta, log alpha"): (ORANGE, "v"),
}
figure, axes = plt.subplots()
for (kl, system), (colour, mark) in looks.items():
    paths = flow(objective(3.2, kl=kl, system=system), starts, times)
    shares = [sparse(paths, row) for row in range(len(times))]
    values = [share.value for share in shares]
    bars = np.abs([[share.low for share in shares], [share.high for share in shares]] - np.array(values))
    axes.errorbar(times, values, bars, **sampled(colour, mark, "-", label=f"({system}), {kl}", capsize=2))
axes.set_xscale("log")
axes.set(xlabel="$t$", ylabel=r"share with $\log\alpha > 3$", ylim=(-0.05, 1.45), yticks=[0, 0.5, 1])
_ = axes.legend(ncols=2)
# %% [markdown]
# And this is where the paths have to end, certified:

# %%
for point in minima("3.2", "gaussian", digits=8).points:
    print(point.kind, *(f"{name} = {value}" for name, value in point.coordinates.items()))

# %% [markdown]
# Its $\alpha = \sigma^2/\mu^2$ is below one: the only minimum with the exact KL is not sparse. All the same the additive
# coordinates are sparse up to $t = 300$, on their way; under the clip they are not. What looks like a property of a minimum
# is one of a path.
#
# ## Change the data
#
# Logistic regression, one weight, four rows. All labels alike, or one of them turned over:

# %%
for labels in ([1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0]):
    found = minima("5/2", "logistic", data={"x": [1, 1, 1, 1], "y": labels}, digits=8)
    points = [f"{point.kind} at mu = {point.coordinates['mu']}" for point in found.points or ()]
    print(labels, *(points or ["no stationary point"]), f"- infimum {found.infimum}, attained: {found.attained}")

# %% [markdown]
# ## A KL of your own
#
# The exact KL is one call: `excess` of $u = \mu^2/(2\sigma^2)$, up to a constant. Does a piece of code return it? Audit the
# line that computes it, as it stands there.

# %%
sound = audit_implementation(lambda mu, log_sigma2: excess(mu**2 / (2 * np.exp(log_sigma2))), inputs="mu,log_sigma2")
print(f"sound: {sound.sound}; it is {sound.recognised}")

# %% [markdown]
# And here with a popular precaution against $\log 0$, a small number inside of the logarithm, and Molchanov's formula:

# %%
unsound = audit_implementation(
    lambda mu, log_sigma2: (
        0.63576
        - 0.63576 / (1 + np.exp(-1.87320 - 1.48695 * (log_sigma2 - np.log(mu**2 + 1e-8))))
        + 0.5 * np.log1p(np.exp(np.log(mu**2 + 1e-8) - log_sigma2))
    ),
    inputs="mu,log_sigma2",
)
print(f"sound: {unsound.sound}; it is {unsound.recognised}")
for finding in unsound.defects:
    print(f"{finding.check}: {finding.summary}")

# %% [markdown]
# ## Now yours
#
# * **the strength**: find a $\rho$ at which the double well has minima with $\mu \neq 0$ in both forms, and none of them is
#   the deepest.
# * **the model**: write $\mathbb{E}_q[-\log p]$ as an expression in `mu` and `sigma2`, as in the next cell: a Poisson
#   likelihood. An expression that is no Gaussian expectation is told so.
# * **the KL**: `kl="kingma2015-unclipped"` forgets that the cubic holds for $\alpha \leq 1$ only. What is the infimum?
# * **your code**: put your function where the `lambda` is, with `inputs="theta,log_alpha"` or what it takes; PyTorch and JAX
#   work, too.
#
# From a shell: `audit minima --rho 4 --parametrisation multiplicative` and `audit implementation MODULE:FUNCTION --inputs
# ...`. The whole book of claims is one command: `audit run`.

# %%
yours = minima(3, "3*exp(mu + sigma2/2) - 5*mu", digits=10)
[(point.kind, point.coordinates) for point in yours.points]
