"""Memory does not grow with n for any law: ten million points, 1.3 GB if they were held."""

import pytest

import memory_of_laws

POINTS = 10**7


@pytest.mark.parametrize("law", memory_of_laws.LAWS)
def test_collapse_holds_no_points(program, law):
    memory_of_laws.check(program, "collapse", law, POINTS)


@pytest.mark.parametrize("law", memory_of_laws.LAWS.keys() - memory_of_laws.HAS_ONE_CLASS)
def test_speciation_holds_no_points(program, law):
    memory_of_laws.check(program, "speciation", law, POINTS)
