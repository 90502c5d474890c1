"""Unavailability and doubt: the sign of each link, and distress apart from calm."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.unavailable_carer import EXPERIMENT
from evidence.made import Made, found, like, made

COLUMNS = made()


def test_doubt_follows_preoccupation_and_distress_more_than_calm():
    loss = like(COLUMNS["preoccupation"] - COLUMNS["comfort_distress"], noise=0.3)
    worlds = Made(COLUMNS | {"expected_loss": loss})
    assert found(EXPERIMENT, "carer's preoccupation", worlds).low > 0.4
    assert found(EXPERIMENT, "chance of comfort in distress with the loss", worlds).high < -0.4
    assert found(EXPERIMENT, "how much closer comfort in distress", worlds).low > 0.3


def test_calm_may_outweigh_distress():
    worlds = Made(COLUMNS | {"expected_loss": like(COLUMNS["comfort_calm"])})
    assert found(EXPERIMENT, "how much closer comfort in distress", worlds).high < -0.3


def test_the_share_of_resistant_children_is_in_percent():
    nearest = np.where(COLUMNS["class"] == "D", "C", COLUMNS["class"])
    worlds = Made(COLUMNS | {"class3": nearest})
    assert found(EXPERIMENT, "coded resistant, of four", worlds).value == 25
    assert found(EXPERIMENT, "coded resistant, of three", worlds).value == 50
