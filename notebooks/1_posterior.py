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
# # 1 · Is there a posterior?
#
# Section 2 of *Variational Gaussian Dropout is not Bayesian* (Hron, Matthews and Ghahramani, 2017) says: under the
# log-uniform prior $p(w) \propto 1/|w|$ the posterior of a network is improper, so that there is nothing for a variational
# distribution to approximate. In this tour you meet that claim on a single weight, see where the mass escapes, and change the
# data, the prior and the support until the verdict changes.
#
# Numbers like `[1.234 +/- 5e-12]` are *balls*: the true value is proved to lie inside.

# %%
import matplotlib.pyplot as plt

from audit import propriety, propriety_condition, truncated_mass
from audit.figures.style import BLUE, RED, certified, sampled, settings
from audit.posterior.naive.methods import mpmath_quadrature, scipy_quadrature

plt.rcParams.update({**settings("neurips2024", 0.55), "figure.dpi": 150})

# %% [markdown]
# ## One observation
#
# Logistic regression with one weight and one observation, $x = 1$, $y = 1$. The likelihood is $1/(1 + e^{-w})$.

# %%
found = propriety("1/abs(w)", "1/(1+exp(-w))")
found.verdict, found.reason

# %% [markdown]
# The line has four ends at which mass can escape: $-\infty$, zero from the left, zero from the right, and $+\infty$. Each is
# decided twice, by an exact expansion and by a bound in ball arithmetic that holds on a whole neighbourhood. The two share no
# code.

# %%
for report in found.ends:
    print(
        f"{report.end.name:>3}  {'finite' if report.integrable else 'INFINITE':9} {report.method:16} {report.witness}"
    )

# %% [markdown]
# So three different ends lose mass. At zero the likelihood is about $1/2$ and leaves $1/|w|$ as it is; at $+\infty$ it tends
# to one; only at $-\infty$ does the data help.
#
# ## How the mass grows
#
# Cut the line off: $M(a, b)$ is the mass with $a \leq |w| \leq b$. Were the posterior proper, $M$ would settle.

# %%
exponents = [1, 3, 10, 100, 300]
masses = [truncated_mass(found.density, f"1e-{n}", f"1e{n}") for n in exponents]
for n, mass in zip(exponents, masses, strict=True):
    print(f"M(1e-{n}, 1e{n})".ljust(18), mass)

# %% [markdown]
# It does not settle: another factor of ten on both sides adds another $2 \log 10$, for ever.
#
# ## What quadrature says
#
# The same integral by the tools that one would reach for first.

# %%
cutoffs = [(10.0**-n, 10.0**n) for n in exponents]
answer = scipy_quadrature(found.density, cutoffs)
for n, told in zip(exponents, answer.integrals, strict=True):
    print(f"{answer.tool}, 1e-{n} to 1e{n}".ljust(38), f"{told.value:8.3f} +- {told.error:.1e}  {told.warning[:30]}")
whole = answer.whole
print(f"{answer.tool}, the whole line".ljust(38), f"{whole.value:8.3f} +- {whole.error:.1e}  {whole.warning[:30]}")

# %%
finer = mpmath_quadrature(found.density)
for (digits,), told in zip(finer.settings, finer.integrals, strict=True):
    print(f"{finer.tool} with {digits:.0f} digits".ljust(38), f"{told.value:8.3f} +- {told.error:.1e}")

# %% [markdown]
# A finite number for an infinite integral, at best with a warning; and with more digits, another one. In the figure the line
# is certified (its radius is far below the width of the line), and the open squares are what `scipy` answers.

# %%
figure, axes = plt.subplots()
axes.plot(exponents, [float(mass) for mass in masses], **certified(BLUE, label="certified"))
axes.plot(exponents, [told.value for told in answer.integrals], **sampled(RED, "s", label="scipy.integrate.quad"))
axes.set(xlabel=r"$n$, with $10^{-n} \leq |w| \leq 10^{n}$", ylabel=r"unnormalised mass $M$")
_ = axes.legend()
# %% [markdown]
# ## Change the data, change the prior
#
# With both classes among the labels the likelihood falls at both infinities. Does that rescue the log-uniform prior? And what
# do other priors say? Labels are $\pm 1$, and the likelihood is a product over the rows.

# %%
likelihood = "1/(1+exp(-y*x*w))"
one_class = {"x": [1, 2, "1/2"], "y": [1, 1, 1]}
two_classes = {"x": [1, 2, "1/2"], "y": [1, -1, 1]}
priors = {
    "log-uniform": "1/abs(w)",
    "flat": "1",
    "Cauchy": "1/(pi*(1+w**2))",
    "normal": "normal_pdf(w, 0, 1)",
}
for name, prior in priors.items():
    for classes, data in (("one class", one_class), ("two classes", two_classes)):
        told = propriety(prior, likelihood, data=data, digits=8)
        print(f"{name:12} {classes:12} {told.verdict:9} {told.normaliser.Z if told.normaliser else told.reason}")

# %% [markdown]
# Two classes close the infinities and leave zero open, where these data cannot reach: the likelihood is positive and
# continuous at $w = 0$, whatever they are. The flat prior is the opposite case: harmless at zero, saved by the second class.
# A proper prior needs no rescue.
#
# ## How far is the log-uniform prior from a proper one?
#
# Put it into a family, $p(w) \propto |w|^{a-1}$, leave $a$ free, and ask for the condition. All boundary cases are decided.

# %%
family = propriety_condition("abs(w)**(a-1)", "normal_pdf(1, w, 1)", parameters="a")
family.condition

# %% [markdown]
# The log-uniform prior is $a = 0$: the boundary itself, on the wrong side. Every $a > 0$ would do, however small. The same is
# seen when the prior is truncated instead: proper, with a normaliser that is nothing but the cut-off.

# %%
for n in (1, 2, 4, 8, 16):
    cut = propriety("1/abs(w)", "normal_pdf(1, w, 1)", support=(f"1e-{n}", "oo"), digits=8).normaliser
    print(f"w > 1e-{n:<3} Z = {cut.Z}   E[w] = {cut.mean}")

# %% [markdown]
# The mean tends to zero like $1/n$, at an observation of $1$: what one learns from the data is decided by a number that
# nobody meant as an assumption.
#
# ## Now yours
#
# Change one thing at a time in the next cell, and predict the verdict before you run it.
#
# * **the data**: add a row with label $-1$ at $x = 0$. Does it close an end?
# * **the prior**: `"1/(abs(w)*(1+log(abs(w))**2))"` is a log-Cauchy prior, heavier at zero than every $|w|^{a-1}$ with $a >
#   0$, and proper.
# * **the likelihood**: a step, `"step(w-1)"`, is zero near the origin. Which end is left? And with `"step(w-1)*step(2-w)"`?
# * **the support**: `support="0,oo"` for a scale; then `variable="sigma"` reads better.
#
# From a shell: `audit propriety --prior "1/abs(w)" --likelihood "1/(1+exp(-w))"`. Several parameters: `--model FILE`. Cases
# that the literature has decided stand in `audit/posterior/KNOWN_CASES.md`. The next tour asks whether $q$ has a density at
# all.

# %%
yours = propriety("1/(abs(w)*(1+log(abs(w))**2))", likelihood, data=two_classes, digits=0)
yours.verdict, yours.reason
