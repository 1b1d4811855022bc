"""Swarms: whoever may know more is brought together over an incident, poses and tests
hypotheses, and all but the primary team are let go as soon as it is named."""
