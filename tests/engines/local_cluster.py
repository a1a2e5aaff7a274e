"""A cluster of Spark of two machines of Java, of which a worker is killed, see test_spark_cluster.py: FOLDER.

Prints for every call the estimates, and the tasks as partition, attempt and executor.
"""

import json
import os
import signal
import sys
import warnings
from pathlib import Path

import numpy as np
import placet
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
#: Where executors log, which is below the home of Spark.
home = folder / "home"
home.mkdir()
for part in Path(pyspark.__file__).parent.iterdir():
    (home / part.name).symlink_to(part)
os.environ |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
# Their machines live for half a minute, in which code that is compiled at length never pays.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "2", "spark.sql.files.openCostInBytes": "134217728",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.local.dir": str(folder),
    "spark.sql.warehouse.dir": str(folder), "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK, "spark.executor.memory": "512m",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # both are there before anything is done
    "spark.executorEnv.PYTHONPATH": str(Path(placet.__file__).parents[1]),
}  # fmt: skip

from pyspark.sql import SparkSession  # noqa: E402

try:
    session = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=SETTINGS).getOrCreate()
    session.range(1).count()
except Exception as error:
    print(json.dumps(f"a cluster of Spark does not start here: {type(error).__name__}: {str(error).splitlines()[0]}"))
    sys.exit()

rng, n = np.random.default_rng(5), 400
given = pa.table({
    "overall": rng.integers(1, 11, n), "network": rng.integers(1, 11, n) * 1.0, "w": rng.uniform(0.5, 2, n),
    "region": [("North", "South", None)[i % 3] for i in range(n)],
})  # fmt: skip
(folder / "data").mkdir()
for i in range(4):
    pq.write_table(given.slice(100 * i, 100), folder / "data" / f"{i}.parquet")
data = session.read.parquet(str(folder / "data"))


def rows(batches, folder=str(folder)):
    """The rows; the first worker that is asked for the third partition is killed."""
    context = pyspark.TaskContext.get()
    # The daemon that made this worker is that of its executor.
    Path(folder, f"task {context.partitionId()} {context.attemptNumber()} {os.getppid()}").touch()
    if context.partitionId() == 2 and context.attemptNumber() == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from batches


CALLS = {
    "nps": lambda data: placet.nps(data, "overall", by="region", weights="w"),
    "regression": lambda data: placet.regression(data, "overall", "network", by="region", weights="w", errors="HC3"),
}
found = {}
for name, call in CALLS.items():
    results = [call(frame) for frame in (data.mapInArrow(rows, data.schema), given)]
    estimates = [[*result["estimate"].tolist(), *result["std_error"].tolist()] for result in results]
    tasks = [task.name.split()[1:] for task in folder.glob("task *")]
    found[name] = *estimates, tasks
    for task in folder.glob("task *"):
        task.unlink()
session.stop()
print(json.dumps(found))
