# Equality of coefficients over segments in designs by R's survey package, written to equality.csv. Run in this folder,
# after regression_data.R: Rscript equality.R
# svyglm of all segments, every term by brand, and regTermTest of what the brands differ by: W / q, on F with the design's
# degrees of freedom less all coefficients but one, which is R's only adjustment; Korn and Graubard's is not made.
suppressMessages(library(survey))
options(survey.adjust.domain.lonely = FALSE)

text <- c(stratum = "character", cluster = "character", region = "character", brand = "character")
rows <- read.csv("regression.csv", colClasses = text)
rows$brand <- factor(rows$brand)
alone <- rows[rows$stratum != "L" | rows$cluster == "L1", ]
tested <- list(network = ~brand:network, billing = ~brand:billing, slopes = ~brand:network + brand:billing)

one <- function(rule, strata, fpc, data, family) {
  options(survey.lonely.psu = rule)
  design <- svydesign(ids = ~cluster, strata = strata, fpc = fpc, weights = ~weight, data = data)
  outcome <- if (family == "linear") overall ~ brand * (network + billing) else renewed ~ brand * (network + billing)
  kind <- if (family == "linear") gaussian() else quasibinomial()
  fit <- svyglm(outcome, design, family = kind, control = list(epsilon = 1e-14, maxit = 100))
  do.call(rbind, lapply(names(tested), function(name) {
    test <- regTermTest(fit, tested[[name]], method = "Wald")
    data.frame(family = family, lonely = rule, strata = !is.null(strata), fpc = !is.null(fpc), alone = nrow(data) < nrow(rows),
               degf = degf(design), term = name, Ftest = format(drop(test$Ftest), digits = 16), df = test$df, ddf = test$ddf)
  }))
}

cases <- list()
for (family in c("linear", "logit")) {
  for (rule in c("certainty", "adjust", "average")) {
    cases <- c(cases, list(one(rule, ~stratum, NULL, alone, family), one(rule, ~stratum, ~fpc_clusters, alone, family)))
  }
  cases <- c(cases, list(one("fail", NULL, NULL, rows, family), one("fail", ~stratum, NULL, rows, family)))
}
cat("# ", R.version.string, ", survey ", as.character(packageVersion("survey")), "; script equality.R\n", sep = "", file = "equality.csv")
suppressWarnings(write.table(do.call(rbind, cases), "equality.csv", sep = ",", quote = FALSE, row.names = FALSE, append = TRUE))
