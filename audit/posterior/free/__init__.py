"""Free parameters: the condition on them under which a posterior is proper."""
