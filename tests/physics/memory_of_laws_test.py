"""Memory does not grow with n for any law: a million points."""

import pytest

import memory_of_laws

POINTS = 10**6


@pytest.mark.parametrize("law", memory_of_laws.LAWS)
def test_collapse_holds_no_points(program, law):
    memory_of_laws.check(program, "collapse", law, POINTS)


@pytest.mark.parametrize("law", memory_of_laws.LAWS.keys() - memory_of_laws.HAS_ONE_CLASS)
def test_speciation_holds_no_points(program, law):
    memory_of_laws.check(program, "speciation", law, POINTS)
