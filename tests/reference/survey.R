# Design-based scores by R's survey package, written to survey.json. Run in this folder:
#   Rscript survey.R [folder of reference data, as in PLACET_REFERENCE]
# The airport survey may not be shipped; without the folder its part of the output is left out.
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)

rows <- read.csv("survey.csv", colClasses = c(stratum = "character", cluster = "character", segment = "character"))
factors <- read.csv("survey_replicates.csv", colClasses = c(cluster = "character"))
rows$nps <- 100 * ((rows$score >= 9) - (rows$score <= 6))
rows$top_box <- as.numeric(rows$score >= 9)
rows$mean <- rows$score
rows$top_two <- as.numeric(rows$satisfaction >= 4)
metrics <- c("nps", "top_box", "mean", "top_two")
segments <- c("a", "b", "c")

# ---- estimates of domains --------------------------------------------------------------------------------------------

domain_of <- function(design, metric, domain) {
  keep <- !is.na(design$variables[[metric]]) & (domain == "whole" | design$variables$segment == domain)
  design[keep, ] # what subset() does; the design remembers its sampled and population numbers of clusters
}

one_estimate <- function(design, metric, domain) {
  part <- domain_of(design, metric, domain)
  found <- svymean(reformulate(metric), part)
  limits <- confint(found, df = max(degf(part), 1))
  list(metric = metric, domain = domain, n = nrow(part$variables), estimate = unname(coef(found)), std_error = as.vector(SE(found)),
       degf = degf(part), low = if (degf(part) > 0) limits[1] else NA, high = if (degf(part) > 0) limits[2] else NA)
}

# svyby on the rows with an answer must say the same as one subset after the other.
agrees_with_svyby <- function(design, table) {
  for (metric in metrics) {
    by <- svyby(reformulate(metric), ~segment, domain_of(design, metric, "whole"), svymean)
    here <- table[table$metric == metric & table$domain != "whole", ]
    stopifnot(all.equal(unname(coef(by)), here$estimate, tolerance = 1e-13),
              all.equal(unname(SE(by)), here$std_error, tolerance = 1e-12))
  }
}

estimates <- function(design) {
  grid <- expand.grid(domain = c("whole", segments), metric = metrics, stringsAsFactors = FALSE)
  found <- Map(function(metric, domain) as.data.frame(one_estimate(design, metric, domain)), grid$metric, grid$domain)
  table <- do.call(rbind, found)
  agrees_with_svyby(design, table)
  table
}

# ---- differences, from four totals and their covariance ---------------------------------------------------------------

# The rows of the two sides of each contrast, among rows with an answer.
sides <- function(data, contrast) {
  switch(contrast,
    a_minus_b = list(data$segment == "a", data$segment == "b"),
    a_minus_total = list(data$segment == "a", rep(TRUE, nrow(data))),
    a_minus_rest = list(data$segment == "a", data$segment != "a"),
    wave_2_minus_wave_1 = list(data$wave == 2, data$wave == 1)
  )
}
comparisons <- c("a_minus_b", "a_minus_total", "a_minus_rest", "wave_2_minus_wave_1")

difference <- function(design, metric, contrast) {
  x <- design$variables[[metric]]
  side <- lapply(sides(design$variables, contrast), function(inside) inside & !is.na(x))
  x[is.na(x)] <- 0
  design <- update(design, y1 = x * side[[1]], d1 = 1 * side[[1]], y2 = x * side[[2]], d2 = 1 * side[[2]])
  found <- svycontrast(svytotal(~ y1 + d1 + y2 + d2, design), quote(y1 / d1 - y2 / d2))
  list(metric = metric, contrast = contrast, estimate = unname(coef(found)), std_error = as.vector(SE(found)),
       degf = degf(design[side[[1]] | side[[2]], ]))
}

# Persons in the sample of both waves: the deviations of a person from the mean of stratum and wave, added over the waves.
panel_difference <- function(design, metric, contrast) {
  data <- design$variables
  x <- data[[metric]]
  side <- lapply(sides(data, contrast), function(inside) inside & !is.na(x))
  x[is.na(x)] <- 0
  linear <- function(inside) { w <- data$weight * inside; w * (x - sum(w * x) / sum(w)) / sum(w) }
  z <- linear(side[[1]]) - linear(side[[2]])
  sample <- interaction(data$wave, if (design$has.strata) data$stratum else 1)
  n <- ave(z, sample, FUN = length)
  moves <- sqrt(n / (n - 1)) * (z - ave(z, sample))
  found <- difference(design, metric, contrast)
  found$std_error <- sqrt(sum(rowsum(moves, data$respondent)^2))
  found
}

# The covariances svyby keeps between domains must give the same, where the two sides are such domains.
agrees_with_covmat <- function(design, table) {
  for (metric in metrics) for (contrast in intersect(table$contrast, c("a_minus_b", "wave_2_minus_wave_1"))) {
    by <- if (contrast == "a_minus_b") ~segment else ~wave
    sign <- if (contrast == "a_minus_b") c(1, -1, 0) else c(-1, 1)
    found <- svycontrast(svyby(reformulate(metric), by, domain_of(design, metric, "whole"), svymean, covmat = TRUE), sign)
    here <- table[table$metric == metric & table$contrast == contrast, ]
    stopifnot(all.equal(as.vector(coef(found)), here$estimate, tolerance = 1e-12),
              all.equal(as.vector(SE(found)), here$std_error, tolerance = 1e-11))
  }
}

differences <- function(design, measure = difference, which = comparisons, panel = FALSE, by_wave = design) {
  table_of <- function(design, measure, which) {
    grid <- expand.grid(contrast = which, metric = metrics, stringsAsFactors = FALSE)
    table <- do.call(rbind, Map(function(m, c) as.data.frame(measure(design, m, c)), grid$metric, grid$contrast))
    if (!panel) agrees_with_covmat(design, table)
    table
  }
  waves <- table_of(by_wave, if (panel) panel_difference else measure, intersect(which, comparisons[4]))
  if (length(which) == 1) return(waves)
  together <- rbind(table_of(design, measure, setdiff(which, comparisons[4])), waves)
  together[order(match(together$metric, metrics), match(together$contrast, comparisons)), ]
}

# ---- linear functions of the means of two items, which the same respondents answered -----------------------------------

loadings <- list(gap = c(1, -1), index = c(3, 7), score = c(1, 0), satisfaction = c(0, 1))

one_function <- function(design, name, domain) {
  keep <- !is.na(design$variables$score) & !is.na(design$variables$satisfaction) & (domain == "whole" | design$variables$segment == domain)
  part <- design[keep, ]
  found <- svycontrast(svymean(~ score + satisfaction, part), loadings[[name]])
  limits <- confint(found, df = max(degf(part), 1))
  list(`function` = name, domain = domain, n = sum(keep), estimate = unname(coef(found)), std_error = as.vector(SE(found)),
       degf = degf(part), low = if (degf(part) > 0) limits[1] else NA, high = if (degf(part) > 0) limits[2] else NA)
}

functions <- function(design) {
  grid <- expand.grid(domain = c("whole", segments), name = names(loadings), stringsAsFactors = FALSE)
  do.call(rbind, Map(function(n, d) as.data.frame(one_function(design, n, d), optional = TRUE), grid$name, grid$domain))
}

# ---- replicate weights -----------------------------------------------------------------------------------------------

# scale and rscales as as.svrepdesign gives them for the clusters of survey.csv.
conversions <- function() {
  strata <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows)
  fpc <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~fpc_clusters, data = rows)
  plain <- svydesign(ids = ~cluster, weights = ~weight, data = rows)
  pairs <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows[rows$cluster %in% paste0(rows$stratum, 1:2), ])
  list(
    jk1 = list("jk1", "JK1", as.svrepdesign(plain, type = "JK1")),
    jkn = list("jkn", "JKn", as.svrepdesign(strata, type = "JKn")),
    jkn_fpc = list("jkn", "JKn", as.svrepdesign(fpc, type = "JKn")),
    brr = list("brr", "BRR", as.svrepdesign(pairs, type = "BRR")),
    fay = list("fay", "Fay", as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
    bootstrap = list("boot", "other", as.svrepdesign(strata, type = "bootstrap", replicates = 30)),
    subbootstrap = list("subboot", "bootstrap", as.svrepdesign(strata, type = "subbootstrap", replicates = 30))
  )
}

replicate_design <- function(prefix, type, from, mse) {
  columns <- grep(paste0("^", prefix, "_[0-9]+$"), names(factors))
  own <- factors[!is.na(factors[[columns[1]]]), ]
  data <- rows[rows$cluster %in% own$cluster, ]
  combined <- data$weight * as.matrix(own[match(data$cluster, own$cluster), columns])
  # as.svrepdesign leaves out the replicates of a stratum that is a census; here they stay and count for nothing.
  census <- length(from$rscales) < length(columns)
  counts <- if (census) !grepl("^D", factors$cluster) else rep(TRUE, length(columns))
  rscales <- replace(numeric(length(columns)), counts, from$rscales)
  arguments <- list(variables = data, repweights = unname(combined), weights = data$weight, type = type, combined.weights = TRUE,
                    rscales = rscales, mse = mse)
  if (type == "Fay") arguments$rho <- 0.3
  if (!type %in% c("BRR", "Fay")) arguments$scale <- from$scale
  design <- do.call(svrepdesign, arguments)
  stopifnot(all.equal(design$scale, from$scale))
  # Stored factors are the package's own, but for the sixth digit; the bootstraps draw anew each time.
  if (!prefix %in% c("boot", "subboot"))
    stopifnot(all.equal(unname(combined[, counts]), unname(weights(from, "analysis")), tolerance = 1e-5))
  design
}

replicate_difference <- function(design, metric, contrast) {
  x <- design$variables[[metric]]
  side <- lapply(sides(design$variables, contrast), function(inside) inside & !is.na(x))
  x[is.na(x)] <- 0
  share <- function(w, inside) sum(w * x * inside) / sum(w * inside)
  found <- withReplicates(design, function(w, data) share(w, side[[1]]) - share(w, side[[2]]))
  list(metric = metric, contrast = contrast, estimate = as.vector(coef(found)), std_error = as.vector(SE(found)),
       degf = degf(design[side[[1]] | side[[2]], ]))
}

# ---- the designs -----------------------------------------------------------------------------------------------------

answers <- list()
changes <- list()
linear_functions <- list()
described <- list()
collect <- function(name, design, table, change, facts) {
  answers[[name]] <<- cbind(design = name, table)
  if (!is.null(change)) changes[[name]] <<- cbind(design = name, change)
  linear_functions[[name]] <<- cbind(design = name, functions(design))
  described[[name]] <<- c(facts, list(rows = nrow(design$variables), degf = degf(design)))
}

linear <- function(name, ids, strata = NULL, fpc = NULL, data = rows, lonely = "fail", change = TRUE) {
  options(survey.lonely.psu = lonely)
  column <- function(x) if (is.null(x)) NULL else reformulate(x)
  design <- svydesign(ids = if (is.null(ids)) ~1 else column(ids), strata = column(strata), fpc = column(fpc), weights = ~weight, data = data)
  # Every wave is a sample of its own; every cluster is in the sample of both.
  data$stratum_wave <- interaction(data$wave, if (is.null(strata)) 1 else data[[strata]])
  by_wave <- if (!is.null(ids)) design else svydesign(ids = ~1, strata = ~stratum_wave, fpc = column(fpc), weights = ~weight, data = data)
  panel <- identical(ids, "respondent")
  stopifnot(is.null(ids) || panel || all(table(data$cluster, data$wave) > 0))
  collect(name, design, estimates(design),
          if (change) differences(design, which = if (panel) comparisons[4] else comparisons, panel = panel, by_wave = by_wave),
          list(ids = ids, strata = strata, fpc = fpc, lonely_psu = lonely))
  options(survey.lonely.psu = "fail")
  invisible(design)
}

linear("weights", NULL)
linear("strata", NULL, "stratum")
linear("strata_fpc", NULL, "stratum", "fpc_rows")
linear("clusters", "cluster")
strata_clusters <- linear("strata_clusters", "cluster", "stratum")
linear("strata_clusters_fpc", "cluster", "stratum", "fpc_clusters")
linear("respondents", "respondent")
linear("strata_respondents", "respondent", "stratum")

# Clusters numbered afresh in each stratum are the same clusters once nest = TRUE says so.
rows$number <- as.integer(sub("[A-E]", "", rows$cluster))
nested <- svydesign(ids = ~number, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
stopifnot(all.equal(SE(svymean(~nps, nested, na.rm = TRUE)), SE(svymean(~nps, strata_clusters, na.rm = TRUE)), tolerance = 1e-13))

alone <- rows[rows$stratum != "E" | rows$cluster == "E1", ]
for (rule in c("remove", "certainty", "adjust", "average")) {
  linear(paste0("lonely_", rule), "cluster", "stratum", NULL, alone, rule, change = FALSE)
  linear(paste0("lonely_", rule, "_fpc"), "cluster", "stratum", "fpc_clusters", alone, rule, change = FALSE)
}

made <- conversions()
for (name in names(made)) for (mse in c(FALSE, TRUE)) {
  given <- made[[name]]
  design <- replicate_design(given[[1]], given[[2]], given[[3]], mse)
  collect(paste0(name, if (mse) "_mse" else ""), design, estimates(design), differences(design, replicate_difference),
          list(factors = given[[1]], type = given[[2]], mse = mse, scale = design$scale,
               rscales = if (all(design$rscales == 1)) 1 else design$rscales))
}

# ---- the airport survey ----------------------------------------------------------------------------------------------

airport <- function(folder) {
  data <- read.csv(gzfile(file.path(folder, "microdata", "sfo_customer_survey_2017.csv.gz")))
  stopifnot(!anyNA(data[c("WEIGHT", "STRATA", "Q20GENDER", "Q5TIMESFLOWN")]))
  data$NETPRO[data$NETPRO %in% 11] <- NA
  data$x <- 100 * ((data$NETPRO >= 9) - (data$NETPRO <= 6))
  design <- svydesign(ids = ~1, strata = ~STRATA, weights = ~WEIGHT, data = data)
  cells <- expand.grid(times = 1:6, gender = 1:4)
  cells <- rbind(data.frame(times = NA, gender = NA), data.frame(times = NA, gender = 1:4), data.frame(times = 1:6, gender = NA), cells)
  one <- function(gender, times) {
    keep <- !is.na(data$x) & (is.na(gender) | data$Q20GENDER == gender) & (is.na(times) | data$Q5TIMESFLOWN == times)
    if (!any(keep)) return(NULL)
    part <- design[keep, ]
    found <- svymean(~x, part)
    limits <- if (degf(part) > 0) confint(found, df = degf(part)) else c(NA, NA)
    data.frame(gender = gender, times = times, n = sum(keep), estimate = unname(coef(found)), std_error = as.vector(SE(found)), degf = degf(part),
               low = limits[1], high = limits[2])
  }
  do.call(rbind, Map(one, cells$gender, cells$times))
}

# ---- JSON, a line a case, 17 digits ----------------------------------------------------------------------------------

json <- function(x) {
  if (is.null(x)) "null"
  else if (is.list(x)) paste0("{", paste0(json_names(names(x)), ": ", vapply(x, json, ""), collapse = ", "), "}")
  else if (length(x) > 1) paste0("[", paste(vapply(x, json, ""), collapse = ", "), "]")
  else if (is.na(x)) "null"
  else if (is.logical(x)) tolower(as.character(x))
  else if (is.character(x)) paste0("\"", gsub("\"", "\\\"", x, fixed = TRUE), "\"")
  else sprintf("%.17g", x)
}
json_names <- function(x) paste0("\"", x, "\"")
json_lines <- function(parts, open, close) paste0(open, "\n    ", paste(parts, collapse = ",\n    "), "\n  ", close)
json_table <- function(table) {
  cases <- vapply(seq_len(nrow(table)), function(i) paste0("[", paste(vapply(table[i, ], function(v) json(unname(v)), ""), collapse = ", "), "]"), "")
  paste0("{\"columns\": ", json(names(table)), ", \"rows\": ", json_lines(cases, "[", "]"), "}")
}
json_object <- function(x) json_lines(paste0(json_names(names(x)), ": ", vapply(x, json, "")), "{", "}")

about <- list(
  metrics = "From score 0..10: nps = 100 * (share of score >= 9 minus share of score <= 6), on -100..100; top_box = share of score >= 9; mean = mean score. From satisfaction 1..5: top_two = share of >= 4. Shares are on 0..1.",
  domains = "The whole and the segments a, b, c, each among the rows with an answer: design[keep, ] and svymean, which agrees with svyby. Rows without an answer stay in the design, so that numbers of clusters are those of all rows. n counts rows of the domain. degf = degf(domain): clusters with rows in the domain minus strata with rows in the domain; with ids ~1 every row is a cluster. low and high are confint(svymean, df = degf), 95 %, not clipped, null where degf is 0.",
  designs = "What svydesign was given: ids (null for ~1), strata, fpc (a column of population counts), weights = ~weight, and the option survey.lonely.psu. survey.adjust.domain.lonely is FALSE throughout. degf is that of the whole design.",
  lonely = "Designs lonely_*: the rows of clusters E2, E3, E4 are dropped first, so that stratum E has one cluster. Segment c then has no rows in stratum E at all, and in every design its rows of stratum D lie in the one cluster D1.",
  replicates = "Designs with factors: svrepdesign on combined weights = weight * factor, the factor of the row's cluster in the columns <factors>_01, ... of survey_replicates.csv (first made by as.svrepdesign, rounded to 6 digits, read back). Clusters without a factor (brr, fay: all but the first two of each stratum) are not in the design. scale and rscales are those of as.svrepdesign; jkn_fpc has the factors of jkn and rscales times 1 - n/N, which is 0 in the census stratum D. Names in _mse: mse = TRUE, spread about the estimate; else about the plain mean of the replicates with rscales > 0. degf is rank(combined weights of the domain's rows, tolerance 1e-5) - 1.",
  differences = "Designs without factors: svytotal of y1 = x in the first side, d1 = 1 in the first side, y2, d2, zero elsewhere and where x is missing; then svycontrast with quote(y1 / d1 - y2 / d2), so that every covariance is kept; for a_minus_b and the waves the script checks that svycontrast on svyby(covmat = TRUE) says the same. Designs with factors: withReplicates on the same difference. degf is degf of the rows in either side. Sides: a_minus_total is segment a minus all rows, a_minus_rest minus segments b and c. In wave_2_minus_wave_1 every wave is a sample of its own: strata are crossed with waves where rows are units; every cluster is in the sample of both waves, so that nothing changes there. Designs respondents and strata_respondents take the respondent, who may answer in both waves, as the unit: with z the linearised values of the difference, n of them in a stratum and wave, the squares of sqrt(n / (n - 1)) * (z - mean(z)), added over the waves of a respondent.",
  functions = "Linear functions of the means of score and satisfaction among the rows with both answers: svycontrast on svymean(~score + satisfaction), gap = score - satisfaction, index = 3 * score + 7 * satisfaction, and each alone; domains, degf, low and high as above.",
  airport = "San Francisco airport passenger survey 2017: 100 * (NETPRO >= 9 minus NETPRO <= 6), NETPRO 11 or empty is missing; svydesign(ids = ~1, strata = ~STRATA, weights = ~WEIGHT) on all 2831 rows (WEIGHT and STRATA are never missing), domains by Q20GENDER 1..4 and Q5TIMESFLOWN 1..6 as stored; null stands for all rows, whatever they say there; 0 (blank) is in no cell of its own. Cells without rows are left out. low, high: confint with df = degf of the domain."
)
folder <- commandArgs(trailingOnly = TRUE)
stacked <- function(tables) { t <- do.call(rbind, tables); rownames(t) <- NULL; t }
out <- c(
  source = json(sprintf("R package survey %s, %s; script survey.R, data survey.csv and survey_replicates.csv (invented, by survey_data.R).", packageVersion("survey"), R.version.string)),
  about = json_object(about), designs = json_object(described),
  estimates = json_table(stacked(answers)), differences = json_table(stacked(changes)),
  functions = json_table(stacked(linear_functions)),
  if (length(folder)) c(airport = json_table(airport(folder[1])))
)
writeLines(paste0("{\n  ", paste0(json_names(names(out)), ": ", out, collapse = ",\n  "), "\n}"), "survey.json")
