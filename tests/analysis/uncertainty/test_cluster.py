"""A portfolio on a cluster: the same figures as here, whoever runs which scenario."""

import os

import pytest

from omsrisk.analysis.uncertainty.simulate import simulate, simulate_all
from tests.support.uncertain_texts import COIN, RANGE, comparison, priced

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.skipif(
        "OMSRISK_SLOW" not in os.environ, reason="starts a cluster: set OMSRISK_SLOW to run it"
    ),
    pytest.mark.filterwarnings("ignore"),  # what the cluster warns of is not ours
]


def test_a_cluster_gives_the_same_figures() -> None:
    """Two workers of dask run the scenarios of a portfolio, or the parts of a large simulation."""
    portfolio = [comparison(), priced(COIN), priced(RANGE)] * 4
    alone = [simulate(one, trials=20_000, seed=5) for one in portfolio]
    large = simulate(portfolio[2], trials=5_000_000)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        assert list(simulate_all(portfolio, executor=executor, trials=20_000, seed=5)) == alone
        assert simulate(portfolio[2], trials=5_000_000, executor=executor) == large
