"""Models of two to four parameters: read, reduced, decided."""

from audit.posterior.models.decide import ModelPropriety, decide_model
from audit.posterior.models.model import Model, Parameter, model, read_model

__all__ = ["Model", "ModelPropriety", "Parameter", "decide_model", "model", "read_model"]
