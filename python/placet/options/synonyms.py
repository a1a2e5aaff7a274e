"""What options are called elsewhere: in other packages, and in earlier versions of this one."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from .. import checks

#: Options, and the words by which others know them.
CALLED_ELSEWHERE = {
    "by": "group groups groupby group_by grouper grouping segment segments banner banners breakdown hue facet",
    "conf_level": "alpha ci level confidence confidence_level conf conf_int significance sig_level",
    "n_resamples": "n_boot nboot boot boots bootstrap n_bootstrap n_bootstraps B R reps n_reps replications iterations",
    "rng": "seed random_state random_seed",
    "weights": "weight w wt wts weighting sample_weight sample_weights freq_weights case_weights",
    "outcome": "target y Y endog dependent response dv",
    "drivers": "features feature_names X x exog predictors predictor independent regressors variables columns cols",
    "items": "item cols col columns column variables variable scores score questions question values value y x",
    "item": "items col column variable score question value values y x",
    "data": "df frame dataframe survey design",
    "covariates": "controls control adjust_for confounders",
    "factors": "categorical categoricals categories dummies",
    "wave": "time period date month year round",
    "freq": "frequency granularity resample",
    "cluster": "clusters psu psus",
    "strata": "stratum stratify strat",
    "id": "respondent respondent_id panel_id key",
    "fpc": "population_size N",
    "population": "N population_size universe",
    "na_codes": "na_values missing_values missing_codes dk_codes",
    "missing": "na dropna na_action nan_policy na_rm na_policy",
    "labels": "names question_texts column_labels variable_labels",
    "value_labels": "categories codes mapping answer_labels",
    "scale": "range bounds limits points",
    "metric": "statistic measure kind",
    "method": "interval_method kind type",
    "interval": "ci_type ci_method method",
    "adjust": "adjustment correction p_adjust p_adjust_method multitest",
    "compare": "against reference baseline benchmark versus vs base",
    "n_permutations": "n_resamples permutations n_perm nperm n_boot nboot R B reps n_reps replications iterations",
    "folds": "k n_folds kfold cv",
    "scheme": "weighting_scheme inner_weights inner_scheme",
    "consistent": "plsc PLSc",
    "against": "reference baseline benchmark versus vs base",
    "errors": "se cov_type vcov std_errors robust",
    "model": "family kind",
    "criterion": "ic scoring",
    "imputation": "impute imputer",
    "n_imputations": "imputations m",
    "progress": "verbose show_progress progress_bar disp",
    "n": "sample_size nobs",
    "difference": "effect effect_size delta diff lift",
    "margin": "moe margin_of_error error half_width",
    "sd": "std stdev sigma",
    "tree": "weights items structure",
    "top": "k n_top boxes box",
    "from_": "start before",
    "to": "end after",
}  # fmt: skip
#: The same by word: the options it may mean, those of the first lines first.
MEANT: dict[str, list[str]] = {}
for _option, _words in CALLED_ELSEWHERE.items():
    for _word in _words.split():
        MEANT.setdefault(_word, []).append(_option)


def hint(word: str, value: object, known: Collection[str]) -> str:
    """What to pass instead of a keyword that a function does not have.

    Parameters
    ----------
    word, value
        The keyword and what was given under it.
    known
        Those the function has.
    """
    meant = next((name for name in MEANT.get(word, ()) if name in known), None)
    if meant == "conf_level":
        return f"pass {_conf_level(word, value)}"
    if meant is not None:
        return f"pass {meant}="
    near = get_close_matches(word, known, n=2, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"it takes {', '.join(known)}"


def _conf_level(word: str, value: Any) -> str:
    """The level that is meant: of what goes wrong, of what goes right, or in percent."""
    wrong = word in {"alpha", "significance", "sig_level"}
    number = checks.real(value)
    number = number / 100 if 1 < number < 100 else number
    here = f", here conf_level={1 - number if wrong else number:g}" if 0 < number < 1 else ""
    return f"conf_level={'1 - alpha' if wrong else ''}{here}"
