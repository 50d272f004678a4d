"""A real Ray cluster on this machine, small enough to stand beside other tests."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psutil

from tests.waiting import PATIENCE_S

MEMORY = 80 * 2**20
"""Of each node's object store, in bytes."""


class Nodes:
    """Nodes with a core each.

    Attributes:
        outside: the cluster's address for machines that are no part of it.
    """

    def __init__(self, count: int, config: Mapping[str, int]) -> None:
        from ray.cluster_utils import Cluster

        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ["RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S"] = str(PATIENCE_S // 3)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.outside = f"ray://127.0.0.1:{port}"
        options: dict[str, Any] = {"num_cpus": 1, "object_store_memory": MEMORY}
        with warnings.catch_warnings():
            # Ray leaves the client server's logs open.
            warnings.simplefilter("ignore", ResourceWarning)
            self._cluster: Any = Cluster(
                initialize_head=True,
                head_node_args={
                    **options,
                    "include_dashboard": False,
                    "ray_client_server_port": port,
                    "_system_config": dict(config),
                },
            )
        self._others: list[Any] = [
            self._cluster.add_node(**options) for _ in range(count - 1)
        ]

    @property
    def address(self) -> str:
        """For RAY_ADDRESS, where "auto" looks first."""
        return str(self._cluster.address)

    def kill_one(self) -> None:
        """Kill a node that is not the head, as a power cut does."""
        node = self._others.pop()
        (raylet,) = node.all_processes["raylet"]
        processes = [psutil.Process(raylet.process.pid)]
        processes += processes[0].children(recursive=True)
        for process in processes:
            process.kill()
        raylet.process.wait()  # Ray takes a zombie for alive

    def close(self) -> None:
        """End all processes."""
        self._cluster.shutdown()


@contextmanager
def nodes(count: int, **config: int) -> Iterator[Nodes]:
    """Start a cluster, and end it.

    Args:
        config: options of ray_config_def.h in Ray's source, other than by default.
    """
    started = Nodes(count, config)
    try:
        yield started
    finally:
        started.close()
