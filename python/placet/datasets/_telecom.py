"""A simulated mobile-phone satisfaction survey whose true drivers are known.

Model
-----
One halo factor lifts every answer of a respondent; nine processes carry it and their own noise; overall satisfaction
is a weighted sum of the *processes*, so the halo reaches it only through them; recommendation follows overall::

    halo        = segment + region + store + z0
    process_j   = mean_j + brand_j + drift_j * wave + loading_j * halo + sqrt(1 - loading_j^2) * z_j
    overall     = sum_j path_weight_j * process_j + noise * z10
    recommend   = slope * overall + noise * z11

with independent standard normal ``z``. An answer is the number of thresholds its latent value exceeds (an ordered
probit), spaced so that scores are skewed to the left and pile up at the top. Non-response is completely at random.

What the design teaches: ``product_information`` has the strongest halo and so correlates with overall as well as real
drivers do, but its path weight is zero; ``network`` has a weak halo and the largest weight; dissatisfied prepaid
customers are under-sampled, so the unweighted scores flatter the market.
"""

from __future__ import annotations

import numpy as np

from .._core import DataError

#: Column, and its question in English and in Chinese.
_QUESTIONS = (
    ("respondent", "Respondent number", "受访者编号"),
    ("wave", "Quarter", "调查季度"),
    ("region", "Region", "所在大区"),
    ("brand", "Main brand", "您目前主要使用哪个品牌的手机服务？"),
    ("store", "Home store", "所属营业厅编号"),
    ("segment", "Type of customer", "客户类型（预付费、后付费、政企）"),
    ("weight", "Sampling weight", "抽样权重"),
    ("network", "Network quality", "您对手机网络质量（信号覆盖、通话和上网）的满意程度如何？"),
    ("roaming", "International roaming", "您对国际及港澳台漫游服务的满意程度如何？"),
    ("value_added", "Value-added services", "您对增值业务的满意程度如何？"),
    ("bills", "Bills, clear and correct", "您对账单与计费（清晰、准确）的满意程度如何？"),
    ("payment", "Payment and top-up", "您对缴费充值便利性的满意程度如何？"),
    ("service_hall", "Service in the store", "您对营业厅服务的满意程度如何？"),
    ("hotline", "Customer hotline", "您对客服热线的满意程度如何？"),
    ("complaint_handling", "Complaint handling", "您对投诉处理的满意程度如何？"),
    ("product_information", "Product information", "您对产品与资费信息宣传的满意程度如何？"),
    ("overall", "Overall satisfaction", "总体而言，您对该品牌的满意程度如何？"),
    ("recommend", "Recommendation to a friend", "您有多大可能把该品牌推荐给亲友或同事？"),
)
LABELS_EN, LABELS = ({question[0]: question[i] for question in _QUESTIONS} for i in (1, 2))
PROCESSES: tuple[str, ...] = tuple(LABELS)[7:16]

NA_CODES = (98, 99)
"""98 = don't know or not used, 99 = refused."""

# --- The respondents. Shares in the sample, and in the population the weights restore. -------------------------------

_WAVES = np.array(["2026Q1", "2026Q2", "2026Q3", "2026Q4"])

_REGIONS = np.array(["North", "East", "South", "West"])
_REGION_SAMPLE = np.array([0.36, 0.40, 0.15, 0.09])
_REGION_POPULATION = np.array([0.30, 0.38, 0.20, 0.12])
_REGION_EFFECT = np.array([0.05, 0.05, -0.12, -0.18])

_SEGMENTS = np.array(["prepaid", "postpaid", "business"])
_SEGMENT_SAMPLE = np.array([0.34, 0.50, 0.16])
_SEGMENT_POPULATION = np.array([0.48, 0.42, 0.10])
_SEGMENT_EFFECT = np.array([-0.40, 0.08, 0.20])

_BRANDS = np.array(["Aurora", "Beacon", "Cirrus"])
_BRAND_SHARE = np.array([0.66, 0.22, 0.12])

_STORES_IN_REGION = np.array([36, 45, 24, 15])
_FIRST_STORE = np.concatenate([[0], np.cumsum(_STORES_IN_REGION)[:-1]])
# Golden-ratio points, uniform with standard deviation 0.10: part of the population, so they do not depend on a seed.
_STORE_EFFECT = 0.10 * np.sqrt(12) * ((np.arange(_STORES_IN_REGION.sum()) * 0.6180339887498949) % 1 - 0.5)

# Half-width of the uniform factor that stands for the rest of the weighting; brings the weights' CV to 0.40.
_WEIGHT_SPREAD = 0.26

# --- The answers. Columns follow PROCESSES. --------------------------------------------------------------------------

PATH_WEIGHTS = np.array([0.34, 0.04, 0.03, 0.12, 0.06, 0.08, 0.20, 0.22, 0.00])
_HALO_LOADING = np.array([0.64, 0.60, 0.68, 0.70, 0.66, 0.74, 0.72, 0.70, 0.86])
_PROCESS_MEAN = np.array([0.15, -0.15, -0.20, 0.05, 0.45, 0.25, -0.10, -0.40, 0.00])
_DRIFT = np.array([0.03, 0.00, 0.00, 0.00, 0.02, 0.00, -0.12, -0.08, 0.00])  # change a wave
_BRAND_EFFECT = np.array(
    [
        [0.05, 0.10, 0.00, -0.05, 0.00, 0.05, 0.00, 0.00, 0.00],
        [-0.20, -0.10, 0.10, 0.15, 0.05, -0.05, 0.10, 0.10, 0.00],
        [-0.45, -0.20, 0.30, 0.45, 0.10, -0.20, -0.20, -0.15, 0.05],
    ]
)
_OVERALL_NOISE = 0.58
_RECOMMEND_SLOPE, _RECOMMEND_NOISE = 0.82, 0.56

# Thresholds between neighbouring scores, on the latent scale: nine for 1..10, ten for 0..10.
_RATING_CUTS = (-2.05, -1.80, -1.55, -1.28, -0.92, -0.58, -0.18, 0.38, 0.95)
_RECOMMEND_CUTS = (-1.95, -1.85, -1.70, -1.55, -1.40, -1.00, -0.68, -0.28, 0.22, 0.66)

# Share of answers lost to each of NA_CODES.
_NONRESPONSE = {
    "network": (0.015, 0.015),
    "roaming": (0.285, 0.015),
    "value_added": (0.055, 0.015),
    "bills": (0.020, 0.015),
    "payment": (0.015, 0.010),
    "service_hall": (0.040, 0.015),
    "hotline": (0.050, 0.015),
    "complaint_handling": (0.065, 0.015),
    "product_information": (0.030, 0.015),
    "overall": (0.006, 0.004),
    "recommend": (0.018, 0.007),
}

BLOCK = 8192
_MAX_ROWS = 2**31 - 1


def simulate_telecom(n: int, seed: int | None) -> dict[str, np.ndarray]:
    """Simulate a mobile-phone satisfaction survey of `n` respondents.

    Parameters
    ----------
    n : int
        Number of respondents, at least 1.
    seed : int or None
        Seed of the PCG64 streams; ``None`` takes fresh entropy. Row *i* depends on the seed and *i* alone: a longer
        survey from the same seed begins with the shorter one.

    Returns
    -------
    dict of str to numpy.ndarray
        Columns of length `n`, in the order of `LABELS`: ``respondent`` (int32, from 1); ``wave``, ``region``,
        ``brand``, ``segment`` (strings); ``store`` (int16, 1..120, nested in region); ``weight`` (float64, mean 1 in
        expectation); the nine `PROCESSES` and ``overall`` (int8, 1..10) and ``recommend`` (int8, 0..10), in which
        `NA_CODES` stand for answers not given.

    Raises
    ------
    DataError
        If `n` is not a whole number from 1 to 2,147,483,647.
    """
    n = checked_size(n)
    seeds = np.random.SeedSequence(seed)
    blocks = []
    for start in range(0, n, BLOCK):
        block = _with_nonresponse(*complete_block(seeds, start // BLOCK))
        blocks.append({name: column[: n - start] for name, column in block.items()})
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    columns["respondent"] = np.arange(1, n + 1, dtype=np.int32)
    return {name: columns[name] for name in LABELS}


def checked_size(n: int) -> int:
    if isinstance(n, int | np.integer) and not isinstance(n, bool) and 1 <= n <= _MAX_ROWS:
        return int(n)
    raise DataError(
        f"n is {n!r}; a survey has a whole number of respondents from 1 to {_MAX_ROWS:,}: pass an int such as n=2000"
    )


def complete_block(seeds: np.random.SeedSequence, index: int) -> tuple[dict[str, np.ndarray], np.random.Generator]:
    """Block `index` of respondents with every question answered, and the stream it left off at."""
    # A stream for each block, always drawn in full: what makes a row independent of how many there are.
    stream = np.random.SeedSequence(seeds.entropy, spawn_key=(*seeds.spawn_key, index))
    rng = np.random.Generator(np.random.PCG64(stream))
    wave = _pick(rng, np.full(4, 0.25))
    region = _pick(rng, _REGION_SAMPLE)
    brand = _pick(rng, _BRAND_SHARE)
    segment = _pick(rng, _SEGMENT_SAMPLE)
    store = _FIRST_STORE[region] + (rng.random(BLOCK) ** 1.5 * _STORES_IN_REGION[region]).astype(np.intp)
    halo = _SEGMENT_EFFECT[segment] + _REGION_EFFECT[region] + _STORE_EFFECT[store]
    columns = {
        "wave": _WAVES[wave],
        "region": _REGIONS[region],
        "brand": _BRANDS[brand],
        "store": (store + 1).astype(np.int16),
        "segment": _SEGMENTS[segment],
        "weight": _weights(rng, region, segment),
        **_answers(rng, halo, brand, wave),
    }
    return columns, rng


def _pick(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """Draw a block of codes 0, 1, ... with the given shares."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(BLOCK), side="right")


def _weights(rng: np.random.Generator, region: np.ndarray, segment: np.ndarray) -> np.ndarray:
    """Population over sample share, times what an unseen part of the weighting adds; expectation 1."""
    by_region = (_REGION_POPULATION / _REGION_SAMPLE)[region]
    by_segment = (_SEGMENT_POPULATION / _SEGMENT_SAMPLE)[segment]
    return by_region * by_segment * rng.uniform(1 - _WEIGHT_SPREAD, 1 + _WEIGHT_SPREAD, BLOCK)


def _answers(rng: np.random.Generator, halo: np.ndarray, brand: np.ndarray, wave: np.ndarray) -> dict[str, np.ndarray]:
    """The eleven ratings, by the model at the head of this file; process arrays are (process, respondent)."""
    halo = halo + rng.standard_normal(BLOCK)
    shift = (_PROCESS_MEAN + _BRAND_EFFECT[:, None] + np.arange(4)[:, None] * _DRIFT).T  # (process, wave, brand)
    process = rng.standard_normal((len(PROCESSES), BLOCK))
    process *= np.sqrt(1 - _HALO_LOADING**2)[:, None]
    process += _HALO_LOADING[:, None] * halo
    process += shift[:, wave, brand]
    overall = PATH_WEIGHTS @ process + _OVERALL_NOISE * rng.standard_normal(BLOCK)
    recommend = _RECOMMEND_SLOPE * overall + _RECOMMEND_NOISE * rng.standard_normal(BLOCK)
    ratings = dict(zip(PROCESSES, _score(process, _RATING_CUTS, lowest=1), strict=True))
    ratings["overall"] = _score(overall, _RATING_CUTS, lowest=1)
    ratings["recommend"] = _score(recommend, _RECOMMEND_CUTS, lowest=0)
    return ratings


def _score(latent: np.ndarray, cuts: tuple[float, ...], lowest: int) -> np.ndarray:
    """Ordered probit: the lowest score plus the number of thresholds exceeded."""
    score = np.full(latent.shape, lowest, dtype=np.int8)
    for cut in cuts:
        score += latent > cut
    return score


def _with_nonresponse(columns: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Overwrite answers with `NA_CODES`, completely at random."""
    for name, (dont_know, refused) in _NONRESPONSE.items():
        draw = rng.random(BLOCK)
        columns[name][draw < dont_know + refused] = NA_CODES[1]
        columns[name][draw < dont_know] = NA_CODES[0]
    return columns
