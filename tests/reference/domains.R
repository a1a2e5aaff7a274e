# Domains that some replicates miss, unanswered strata, two samples and two stages by R's survey package, written to
# domains.json. Run in this folder:  Rscript domains.R
# The data are domains.csv, made here once from the seed and read back, so that R and Python read the same numbers.
suppressMessages(library(survey))
RNGversion("4.2.2")
set.seed(20260303)

clusters <- 12
rows <- data.frame(cluster = rep(seq_len(clusters), times = c(3, 9, 5, 7, 4, 8, 6, 5, 7, 3, 8, 5)))
rows$segment <- ifelse(rows$cluster <= 2, "a", ifelse(rows$cluster <= 8, "b", "c"))
rows$group <- sample(c("x", "y"), nrow(rows), TRUE)
rows$stratum <- c("A", "A", "A", "A", "B", "B", "B", "C", "D", "E", "E", "E")[rows$cluster]
mood <- rnorm(clusters, 0, 1.2)[rows$cluster] + rnorm(nrow(rows))
rows$score <- pmin(10, pmax(0, round(7.3 + 1.8 * mood)))
rows$score[rows$stratum == "D"] <- NA
rows$other <- pmin(10, pmax(0, round(7 + mood + rnorm(nrow(rows)))))
rows$weight <- round(exp(rnorm(nrow(rows), 0, 0.5)), 3)
rows$shops <- 20
rows$customers <- as.vector(table(rows$cluster))[rows$cluster] * 10
factors <- sapply(seq_len(20), function(i) tabulate(sample(clusters, clusters - 1, TRUE), clusters) * clusters / (clusters - 1))
rows[sprintf("r%02d", seq_len(20))] <- round(factors[rows$cluster, ] * rows$weight, 6)
if (!file.exists("domains.csv")) write.csv(rows, "domains.csv", row.names = FALSE, quote = FALSE, na = "")
rows <- read.csv("domains.csv", colClasses = c(segment = "character", group = "character", stratum = "character"))
rows$nps <- 100 * ((rows$score >= 9) - (rows$score <= 6))

number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
entry <- function(name, values) sprintf('  "%s": {%s}', name, paste0('"', names(values), '": ', number(values), collapse = ", "))
out <- character(0)
keep <- function(name, ...) out <<- c(out, entry(name, unlist(list(...))))

# ---- replicates that miss a domain --------------------------------------------------------------------------------
for (mse in c(FALSE, TRUE)) {
  replicated <- suppressWarnings(svrepdesign(variables = rows, repweights = "r[0-9]+", weights = ~weight, data = rows,
                                             type = "bootstrap", combined.weights = TRUE, mse = mse))
  answered <- subset(replicated, !is.na(nps))
  suffix <- if (mse) "_mse" else ""
  for (domain in c("a", "b", "c")) {
    part <- subset(answered, segment == domain)
    found <- suppressWarnings(svymean(~nps, part))
    lost <- sum(colSums(weights(part, "analysis")) == 0)
    keep(paste0("replicates_", domain, suffix), estimate = coef(found)[[1]], std_error = SE(found)[[1]], df = degf(part), lost = lost)
    both <- suppressWarnings(svymean(~ score + other, part))
    gap <- suppressWarnings(svycontrast(both, c(1, -1)))
    keep(paste0("gap_", domain, suffix), estimate = coef(gap)[[1]], std_error = SE(gap)[[1]])
  }
  ab <- subset(answered, segment != "c")
  by <- suppressWarnings(svyby(~nps, ~segment, ab, svymean, covmat = TRUE))
  found <- suppressWarnings(svycontrast(by, c(1, -1)))
  keep(paste0("a_minus_b", suffix), estimate = coef(found)[[1]], std_error = SE(found)[[1]], df = degf(ab))
}

# ---- strata without answers --------------------------------------------------------------------------------------
# C and D have one cluster each; nobody of D answered.
for (rule in c("average", "adjust", "certainty")) {
  options(survey.lonely.psu = rule)
  drawn <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows)
  answered <- subset(drawn, !is.na(nps))
  for (item in c("nps", "score")) {
    found <- svymean(reformulate(item), answered)
    keep(paste0("lonely_", rule, "_", item), estimate = coef(found)[[1]], std_error = SE(found)[[1]], df = degf(answered))
  }
  both <- svymean(~ score + other, answered)
  gap <- svycontrast(both, c(1, -1))
  keep(paste0("lonely_", rule, "_gap"), estimate = coef(gap)[[1]], std_error = SE(gap)[[1]])
  fit <- svyglm(score ~ other, design = answered)
  keep(paste0("lonely_", rule, "_slope"), estimate = coef(fit)[[2]], std_error = SE(fit)[[2]])
}
options(survey.lonely.psu = "fail")

# ---- two samples ---------------------------------------------------------------------------------------------------
drawn <- svydesign(ids = ~cluster, weights = ~weight, data = rows)
for (item in c("nps", "score")) {
  test <- svyttest(reformulate("group", item), subset(drawn, !is.na(nps)))
  keep(paste0("ttest_", item), estimate = test$estimate[[1]], statistic = test$statistic[[1]], df = test$parameter[[1]], p_value = test$p.value[[1]],
       degf = degf(subset(drawn, !is.na(nps))))
}

# ---- two stages ---------------------------------------------------------------------------------------------------
rows$row <- seq_len(nrow(rows))
one <- svydesign(ids = ~cluster, fpc = ~shops, weights = ~weight, data = rows)
two <- svydesign(ids = ~ cluster + row, fpc = ~ shops + customers, weights = ~weight, data = rows)
for (item in c("nps", "score", "other")) {
  keep(paste0("one_stage_", item), std_error = SE(svymean(reformulate(item), one, na.rm = TRUE))[[1]])
  keep(paste0("two_stages_", item), std_error = SE(svymean(reformulate(item), two, na.rm = TRUE))[[1]])
}
for (domain in c("a", "b", "c")) {
  keep(paste0("two_stages_nps_", domain), std_error = SE(svymean(~nps, subset(two, !is.na(nps) & segment == domain)))[[1]])
}

# ---- filters -----------------------------------------------------------------------------------------------------
# A domain that cuts through clusters and leaves some of them without anybody: subset(), of a design and of replicates.
options(survey.lonely.psu = "adjust")
designs <- list(
  clusters = svydesign(ids = ~cluster, fpc = ~shops, weights = ~weight, data = rows),
  strata = svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = rows),
  replicates = suppressWarnings(svrepdesign(variables = rows, repweights = "r[0-9]+", weights = ~weight, data = rows,
                                            type = "bootstrap", combined.weights = TRUE))
)
for (name in names(designs)) {
  part <- subset(designs[[name]], other >= 6 & cluster > 3 & !is.na(nps))
  found <- svymean(~nps, part)
  keep(paste0("filter_", name, "_nps"), estimate = coef(found)[[1]], std_error = SE(found)[[1]])
  gap <- svycontrast(svymean(~ score + other, part), c(1, -1))
  keep(paste0("filter_", name, "_gap"), estimate = coef(gap)[[1]], std_error = SE(gap)[[1]])
  fit <- svyglm(score ~ other, design = part)
  keep(paste0("filter_", name, "_slope"), estimate = coef(fit)[[2]], std_error = SE(fit)[[2]])
  by <- svyby(~nps, ~group, part, svymean, covmat = TRUE)
  found <- svycontrast(by, c(1, -1))
  keep(paste0("filter_", name, "_x_minus_y"), estimate = coef(found)[[1]], std_error = SE(found)[[1]])
}
options(survey.lonely.psu = "fail")

source <- sprintf('  "source": "R package survey %s, %s; script domains.R."', packageVersion("survey"), R.version.string)
writeLines(paste0("{\n", paste(c(source, out), collapse = ",\n"), "\n}"), "domains.json")
