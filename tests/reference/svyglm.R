# Design-based regressions by R's survey package, written to svyglm.json. Run in this folder, after regression_data.R:
#   Rscript svyglm.R [folder of reference data, as in PLACET_REFERENCE]
# The airport survey may not be shipped; without the folder its part of the output is left out.
suppressMessages({library(survey); library(jsonlite)})
source("ordered_logit.R")
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)

text <- c(stratum = "character", cluster = "character", region = "character", brand = "character")
rows <- read.csv("regression.csv", colClasses = text)
rows$brand <- factor(rows$brand)
rows$satisfaction <- factor(rows$satisfaction)
factors <- read.csv("regression_replicates.csv", colClasses = c(cluster = "character"))
regions <- c("middle", "north", "south")

models <- list(
  gaussian = overall ~ network + billing + hotline + shop,
  gaussian_factor = overall ~ network + billing + hotline + shop + brand,
  gaussian_interaction = overall ~ network * billing + hotline + shop,
  gaussian_gaps = overall ~ network + billing + hotline + shop_gaps,
  logit = renewed ~ network + billing + hotline + shop,
  logit_factor = renewed ~ network + billing + hotline + shop + brand,
  ordered = satisfaction ~ network + billing + hotline + shop,
  ordered_factor = satisfaction ~ network + billing + hotline + shop + brand
)
by_region <- c("gaussian", "logit", "ordered")
news <- data.frame(network = c(8, 5, 10), billing = c(7, 3, 10), hotline = c(6, 4, 9), shop = c(6, 9, 2), brand = factor(c("alpha", "beta", "gamma")))

is_replicated <- function(design) inherits(design, "svyrep.design")
family_of <- function(model) if (startsWith(model, "logit")) quasibinomial() else gaussian()

# ---- fits ------------------------------------------------------------------------------------------------------------

# Started once more at its own result, so that the working weights, too, are those of the optimum.
linear_predictor_fit <- function(model, design) {
  fit <- function(start) do.call(svyglm, list(models[[model]], design = design, family = family_of(model), start = start,
                                              control = list(epsilon = 1e-14, maxit = 100)))
  found <- fit(coef(fit(NULL)))
  stopifnot(found$converged, max(abs(coef(found))) < 20)
  list(coef = coef(found), cov = vcov(found), df = found$df.residual, n = length(found$y), fit = found)
}

# svyolr, refined: the same estimating equations and the same linearisation (svyrecvar) or replicates (svrVar).
ordered_logit_fit <- function(model, design) {
  formula <- models[[model]]
  x <- model.matrix(formula, model.frame(design))[, -1]
  y <- as.integer(model.frame(design)$satisfaction)
  w <- weights(design, "sampling")
  rough <- if (is_replicated(design)) suppressWarnings(svyolr(formula, design)) else svyolr(formula, design, control = list(reltol = 1e-15, maxit = 2000))
  found <- ordered_fit(x, y, w, c(rough$coefficients, rough$zeta))
  if (is_replicated(design)) {
    one <- function(w) ordered_fit(x[w > 0, ], y[w > 0], w[w > 0], found$theta)$theta
    replicates <- t(apply(weights(design, "analysis"), 2, one))
    cov <- svrVar(replicates, design$scale, design$rscales, mse = design$mse, coef = found$theta)
  } else {
    influence <- (w * found$gradient) %*% solve(-found$hessian)
    cov <- svyrecvar(influence, design$cluster, design$strata, design$fpc, postStrata = design$postStrata)
  }
  cov <- matrix(cov, length(found$theta), dimnames = list(names(found$theta), names(found$theta))) # drop what svrVar notes
  stopifnot(all.equal(found$theta, c(rough$coefficients, rough$zeta), tolerance = if (is_replicated(design)) 1e-3 else 1e-5),
            all.equal(sqrt(diag(cov)), sqrt(diag(rough$var)), tolerance = if (is_replicated(design)) 2e-2 else 1e-4, check.attributes = FALSE))
  list(coef = found$theta, cov = cov, df = rough$df.residual, n = length(y), fit = NULL)
}

fit_model <- function(model, design) if (startsWith(model, "ordered")) ordered_logit_fit(model, design) else linear_predictor_fit(model, design)

# Wald test of the brand's coefficients; regTermTest where it applies, and the same formula for svyolr refined.
brand_test <- function(found) {
  block <- grep("^brand", names(found$coef))
  if (!length(block)) return(NULL)
  statistic <- drop(found$coef[block] %*% solve(found$cov[block, block], found$coef[block])) / length(block)
  if (is.null(found$fit))
    return(list(term = "brand", Ftest = statistic, df = length(block), ddf = found$df, p = pf(statistic, length(block), found$df, lower.tail = FALSE)))
  test <- regTermTest(found$fit, ~brand, method = "Wald")
  stopifnot(all.equal(drop(test$Ftest), statistic, tolerance = 1e-10))
  list(term = "brand", Ftest = drop(test$Ftest), df = test$df, ddf = test$ddf, p = drop(test$p))
}

# On the scale of the linear predictor: the mean of the outcome, or the logit.
predictions <- function(found) {
  if (is.null(found$fit) || "shop_gaps" %in% names(found$coef)) return(NULL)
  at <- predict(found$fit, newdata = news, type = "link", se.fit = TRUE)
  list(fit = unname(as.vector(at)), se = unname(sqrt(as.vector(attr(at, "var")))))
}

# The rows of a covariance matrix up to its diagonal.
triangle <- function(v) {
  stopifnot(isSymmetric(unname(v), tol = 1e-10))
  lapply(seq_len(nrow(v)), function(i) I(unname(v[i, seq_len(i)])))
}

one_case <- function(name, model, design, domain) {
  part <- if (domain == "whole") design else subset(design, region == domain)
  found <- fit_model(model, part)
  described_terms[[model]] <<- names(found$coef)
  case <- list(design = name, model = model, domain = domain, n = found$n, df = found$df, coef = unname(found$coef), cov = triangle(found$cov))
  c(case, list(brand = brand_test(found), predict = if (domain == "whole") predictions(found)))
}

# ---- the designs -----------------------------------------------------------------------------------------------------

cases <- list()
described <- list()
described_terms <- list()
collect <- function(name, design, facts, which = names(models), domains = by_region) {
  for (model in which) cases[[length(cases) + 1]] <<- one_case(name, model, design, "whole")
  for (model in domains) for (region in regions) cases[[length(cases) + 1]] <<- one_case(name, model, design, region)
  described[[name]] <<- c(facts, list(rows = nrow(design$variables), degf = degf(design)))
}

linear <- function(name, ids, strata = NULL, fpc = NULL, data = rows, lonely = "fail") {
  options(survey.lonely.psu = lonely)
  column <- function(x) if (is.null(x)) NULL else reformulate(x)
  design <- svydesign(ids = if (is.null(ids)) ~1 else column(ids), strata = column(strata), fpc = column(fpc), weights = ~weight, data = data)
  collect(name, design, list(ids = ids, strata = strata, fpc = fpc, lonely_psu = lonely))
  options(survey.lonely.psu = "fail")
  invisible(design)
}

linear("weights", NULL)
linear("strata", NULL, "stratum")
linear("strata_fpc", NULL, "stratum", "fpc_rows")
linear("clusters", "cluster")
strata_clusters <- linear("strata_clusters", "cluster", "stratum")
linear("strata_clusters_fpc", "cluster", "stratum", "fpc_clusters")

# Clusters numbered afresh in each stratum are the same clusters once nest = TRUE says so.
rows$number <- as.integer(sub("[A-L]", "", rows$cluster))
nested <- svydesign(ids = ~number, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
stopifnot(all.equal(vcov(svyglm(models$gaussian, nested)), vcov(svyglm(models$gaussian, strata_clusters)), tolerance = 1e-12))

alone <- rows[rows$stratum != "L" | rows$cluster == "L1", ]
for (rule in c("certainty", "adjust", "average")) linear(paste0("lonely_", rule), "cluster", "stratum", NULL, alone, rule)
linear("lonely_average_fpc", "cluster", "stratum", "fpc_clusters", alone, "average")

# scale and rscales as as.svrepdesign gives them for the clusters of regression.csv.
strata <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows)
plain <- svydesign(ids = ~cluster, weights = ~weight, data = rows)
pairs <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows[rows$cluster %in% paste0(rows$stratum, 1:2), ])
made <- list(
  jk1 = list("JK1", as.svrepdesign(plain, type = "JK1")),
  jkn = list("JKn", as.svrepdesign(strata, type = "JKn")),
  brr = list("BRR", as.svrepdesign(pairs, type = "BRR")),
  fay = list("Fay", as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
  boot = list("bootstrap", as.svrepdesign(strata, type = "subbootstrap", replicates = 40))
)

replicate_design <- function(prefix, type, from, mse) {
  columns <- grep(paste0("^", prefix, "_[0-9]+$"), names(factors))
  own <- factors[!is.na(factors[[columns[1]]]), ]
  data <- rows[rows$cluster %in% own$cluster, ]
  combined <- data$weight * as.matrix(own[match(data$cluster, own$cluster), columns])
  arguments <- list(variables = data, repweights = unname(combined), weights = data$weight, type = type, combined.weights = TRUE,
                    rscales = from$rscales, mse = mse)
  if (type == "Fay") arguments$rho <- 0.3
  if (!type %in% c("BRR", "Fay")) arguments$scale <- from$scale
  design <- do.call(svrepdesign, arguments)
  # Stored factors are the package's own, but for the sixth digit; the bootstrap draws anew each time.
  stopifnot(all.equal(design$scale, from$scale))
  if (prefix != "boot") stopifnot(all.equal(unname(combined), unname(weights(from, "analysis")), tolerance = 1e-5))
  design
}

# Half samples of one region are too few for a logit, and half the clusters too few for an ordered one.
of_replicates <- list(brr = "gaussian", boot = "gaussian", fay = c("gaussian", "logit"), jk1 = by_region, jkn = by_region)
for (name in names(made)) for (mse in c(FALSE, TRUE)) {
  given <- made[[name]]
  design <- replicate_design(name, given[[1]], given[[2]], mse)
  facts <- list(factors = name, type = given[[1]], mse = mse, scale = design$scale, rscales = if (all(design$rscales == 1)) 1 else design$rscales)
  which <- if (mse) c("gaussian", "logit", "ordered") else names(models)
  domains <- if (mse) character(0) else of_replicates[[name]]
  collect(paste0(name, if (mse) "_mse" else ""), design, facts, which, domains)
}

# ---- the airport survey ----------------------------------------------------------------------------------------------

airport <- function(folder) {
  data <- read.csv(gzfile(file.path(folder, "microdata", "sfo_customer_survey_2017.csv.gz")))
  drivers <- c("Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS")
  rating <- function(x) { x <- suppressWarnings(as.numeric(as.character(x))); replace(x, !(x %in% 1:5), NA) }
  data[c("Q7ALL", drivers)] <- lapply(data[c("Q7ALL", drivers)], rating)
  data$promoter <- ifelse(data$NETPRO %in% 0:10, as.numeric(data$NETPRO >= 9), NA)
  design <- svydesign(ids = ~1, strata = ~STRATA, weights = ~WEIGHT, data = data)
  models <<- list(gaussian = reformulate(drivers, "Q7ALL"), logit = reformulate(drivers, "promoter"))
  one <- function(model) {
    found <- linear_predictor_fit(model, design)
    list(model = model, outcome = c(gaussian = "Q7ALL", logit = "NETPRO >= 9")[[model]], terms = names(found$coef), n = found$n, df = found$df,
         coef = unname(found$coef), cov = triangle(found$cov))
  }
  lapply(c("gaussian", "logit"), one)
}

# ---- JSON, a line a case, 15 digits ----------------------------------------------------------------------------------

about <- list(
  models = "svyglm with the formulas of `models`: gaussian, or quasibinomial for logit*, iterated to 1e-14 and started once more at the result; brand is a factor with reference level alpha. ordered*: svyolr (logistic), whose optimum (optim, 6 to 8 digits) and differenced Hessian are refined by Newton's method with exact derivatives (ordered_logit.R); coefficients come first, then the cuts zeta, P(y <= j) = plogis(zeta_j - x'beta). The script checks the refined numbers against svyolr's own.",
  terms = "Names and order of coef and of the rows and columns of cov, by model. cov holds the rows of the symmetric matrix up to the diagonal.",
  weights = "svyglm divides the weights by their mean, which changes neither coefficients nor covariances.",
  df = "df is df.residual: degf + 1 - k for svyglm, k the number of coefficients with the intercept; degf - (number of slopes) for svyolr, which is the same number. degf: clusters with rows used minus strata with rows used (ids ~1: every row is a cluster); with replicate weights rank(combined weights of the rows of the domain, tolerance 1e-5) - 1, rows with a missing driver included. degf in `designs` is that of the whole design.",
  cov = "Linear designs: svyrecvar of the rows' weighted scores times the inverse information: per stratum (1 - n/N) n/(n-1) times the sum of squared deviations of cluster totals from their mean, clusters without rows in the domain counted as zero totals. No n/(n-k). Replicates: svrVar of the replicate coefficients, about their plain mean, or about the estimate with mse = TRUE.",
  domains = "whole, or subset(design, region == domain); the design remembers its sampled and population numbers of clusters. gaussian_gaps leaves out rows without shop_gaps in the same way. n counts rows used.",
  lonely = "Designs lonely_*: the rows of clusters L2 and L3 are dropped first, so that stratum L has one cluster; survey.lonely.psu as in lonely_psu, survey.adjust.domain.lonely = FALSE. The south has no rows in stratum C and, of stratum D, in one cluster only.",
  replicates = "Designs with factors: svrepdesign on combined weights = weight * factor, the factor of the row's cluster in the columns <factors>_01, ... of regression_replicates.csv. Clusters without a factor (brr, fay: all but the first two of each stratum) are not in the design.",
  brand = "regTermTest(method = 'Wald') of the brand's coefficients: Ftest = b' V^-1 b / df, ddf = df.residual, p from F. For ordered_factor the same formula on the refined numbers.",
  predict = "predict(type = 'link', se.fit = TRUE) at the three rows of `news`: the mean of the outcome, or the logit.",
  airport = "San Francisco airport passenger survey 2017: svydesign(ids = ~1, strata = ~STRATA, weights = ~WEIGHT) on all rows; Q7* other than 1..5 are missing; promoter is NETPRO >= 9, NETPRO outside 0..10 missing."
)
write <- function(x) toJSON(x, auto_unbox = TRUE, digits = NA, na = "null", null = "null")
lines <- function(parts, open, close) paste0(open, "\n    ", paste(parts, collapse = ",\n    "), "\n  ", close)
object <- function(x) lines(paste0("\"", names(x), "\": ", vapply(x, write, "")), "{", "}")
array <- function(x) lines(vapply(x, function(case) write(case[!vapply(case, is.null, NA)]), ""), "[", "]")
formulas <- lapply(models, function(f) paste(deparse(f, width.cutoff = 500), collapse = ""))
folder <- commandArgs(trailingOnly = TRUE)
out <- c(
  source = write(sprintf("R package survey %s (MASS %s), %s; script svyglm.R, data regression.csv and regression_replicates.csv (invented, by regression_data.R).", packageVersion("survey"), packageVersion("MASS"), R.version.string)),
  about = object(about), models = object(formulas), terms = object(described_terms), news = write(news), designs = object(described), cases = array(cases),
  if (length(folder)) c(airport = array(airport(folder[1])))
)
writeLines(paste0("{\n  ", paste0("\"", names(out), "\": ", out, collapse = ",\n  "), "\n}"), "svyglm.json")
