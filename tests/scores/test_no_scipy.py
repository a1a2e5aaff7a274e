"""A score with its interval loads no scipy: it would be most of the first call's time."""

import subprocess
import sys

import pytest
from placet.inference.distributions import normal_quantile
from scipy.special import ndtri

FIRST_CALL = "import sys, placet; placet.nps({'score': [10, 9, 3]}, 'score'); print('scipy' in sys.modules)"


def test_a_score_loads_no_scipy():
    done = subprocess.run([sys.executable, "-c", FIRST_CALL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("conf_level", [1e-6, 0.5, 0.9, 0.95, 0.99, 0.999, 1 - 1e-9, 1 - 2**-53])
def test_normal_quantile_is_that_of_scipy(conf_level):
    assert normal_quantile(conf_level) == pytest.approx(-ndtri((1 - conf_level) / 2), rel=1e-14)
