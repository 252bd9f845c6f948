"""MODULE 1: is the posterior proper? Decided at every end, certified twice, and demonstrated.

    propriety.py          the decision: ends, verdict, certificate
    question.py           from text and data to a density, and to the answer
    exact/                leading behaviour by exact expansions, singular places in closed form
    balls/                bounds on neighbourhoods, normaliser, truncated masses, by Arb; shares no code with exact/
    free/                 conditions on free parameters
    models/               two to four parameters
    several_weights.py    Proposition 1 for a likelihood of many weights
    naive/                what general tools answer instead
    known.py              cases that the literature has decided: the yardstick

>>> propriety("1/abs(w)", "sigmoid(w)").reason
'the mass is infinite at 0-, 0+, oo'
"""

from audit.posterior.balls.truncated import truncated_mass, truncated_masses
from audit.posterior.density import Density
from audit.posterior.free.condition import Condition, propriety_condition
from audit.posterior.models import ModelPropriety, decide_model, model, read_model
from audit.posterior.propriety import Answer, EndReport, Propriety, decide
from audit.posterior.question import density_of, propriety
from audit.posterior.several_weights import BoxCertificate, improper_along

__all__ = [
    "Answer",
    "BoxCertificate",
    "Condition",
    "Density",
    "EndReport",
    "ModelPropriety",
    "Propriety",
    "decide",
    "decide_model",
    "density_of",
    "improper_along",
    "model",
    "propriety",
    "propriety_condition",
    "read_model",
    "truncated_mass",
    "truncated_masses",
]
