# An index of two items, each over those who answered it, and its differences between segments by R's survey package,
# written to index.json. Run in this folder:  Rscript index.R
# The data are survey.csv of survey_data.R; the index is 0.3 score + 0.7 satisfaction on 0 to 100 of 0 to 10 each.
suppressMessages(library(survey))
rows <- read.csv("survey.csv", colClasses = c(segment = "character"))
domains <- c("a", "b", "c")
for (item in c("score", "satisfaction")) for (domain in c("whole", "rest", domains)) {
  inside <- switch(domain, whole = TRUE, rest = rows$segment != "a", rows$segment == domain)
  known <- !is.na(rows[[item]]) & inside
  rows[[paste0("m_", item, "_", domain)]] <- as.numeric(known)
  rows[[paste0("x_", item, "_", domain)]] <- ifelse(known, rows[[item]], 0)
}
item <- function(name, domain) sprintf("x_%s_%s/m_%s_%s", name, domain, name, domain)
index <- function(domain) sprintf("10*(0.3*%s+0.7*%s)", item("score", domain), item("satisfaction", domain))
wanted <- c(
  sapply(c("whole", domains), index),
  a_minus_b = paste0(index("a"), "-", index("b")),
  a_minus_whole = paste0(index("a"), "-", index("whole")),
  a_minus_rest = paste0(index("a"), "-", index("rest"))
)
columns <- as.vector(outer(c("x_score_", "m_score_", "x_satisfaction_", "m_satisfaction_"), c("whole", "rest", domains), paste0))

designs <- list(
  strata = svydesign(~1, strata = ~stratum, weights = ~weight, data = rows),
  strata_fpc = svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~fpc_rows, data = rows),
  clusters = svydesign(~cluster, weights = ~weight, data = rows),
  strata_clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = rows),
  strata_clusters_fpc = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~fpc_clusters, data = rows)
)
out <- character(0)
for (name in names(designs)) {
  totals <- svytotal(reformulate(columns), designs[[name]])
  found <- lapply(wanted, function(text) svycontrast(totals, list(value = parse(text = text)[[1]])))
  text <- sapply(names(found), function(key) sprintf('"%s": [%.17g, %.17g]', key, coef(found[[key]]), SE(found[[key]])))
  out <- c(out, sprintf('  "%s": {%s}', name, paste(text, collapse = ", ")))
}
version <- sprintf('  "source": "R %s.%s, survey %s"', R.version$major, R.version$minor, packageVersion("survey"))
writeLines(c("{", paste(c(version, out), collapse = ",\n"), "}"), "index.json")
