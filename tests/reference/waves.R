# Waves of respondents as R's survey package has them, written to waves.json. Run in this folder:  Rscript waves.R
# Every wave is a sample of its own: id = ~1 with strata of waves, or of strata and waves. Panels have persons as clusters.
suppressMessages(library(survey))
rows <- read.csv("survey.csv", colClasses = c(stratum = "character", cluster = "character", segment = "character"))
rows$nps <- 100 * ((rows$score >= 9) - (rows$score <= 6))
rows$mean <- rows$score
rows$stratum_wave <- interaction(rows$wave, rows$stratum)
number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
out <- character(0)
keep <- function(name, ...) {
  values <- unlist(list(...))
  out <<- c(out, sprintf('  "%s": {%s}', name, paste0('"', names(values), '": ', number(values), collapse = ", ")))
}
designs <- list(waves = svydesign(ids = ~1, strata = ~wave, weights = ~weight, data = rows),
                strata = svydesign(ids = ~1, strata = ~stratum_wave, weights = ~weight, data = rows))
for (name in names(designs)) for (item in c("nps", "mean")) {
  answered <- subset(designs[[name]], !is.na(score))
  by <- svyby(reformulate(item), ~wave, answered, svymean, covmat = TRUE)
  found <- svycontrast(by, c(-1, 1))
  keep(paste(name, item, sep = "_"), estimate = coef(found)[[1]], std_error = SE(found)[[1]], degf = degf(answered))
  for (domain in c("a", "b", "c")) {
    parts <- svyby(reformulate(item), ~wave, subset(answered, segment == domain), svymean, covmat = TRUE)
    found <- svycontrast(parts, c(-1, 1))
    keep(paste(name, item, domain, sep = "_"), estimate = coef(found)[[1]], std_error = SE(found)[[1]])
  }
}
# Everybody of the panel answered in both waves, so that one centre of persons is that of either wave.
both <- names(which(table(rows$respondent[!is.na(rows$score)]) == 2))
panel <- svydesign(ids = ~respondent, weights = ~weight, data = rows[rows$respondent %in% both, ])
for (item in c("nps", "mean")) {
  test <- svyttest(reformulate("wave", item), panel)
  keep(paste0("panel_", item), persons = length(both), estimate = test$estimate[[1]], statistic = test$statistic[[1]], df = test$parameter[[1]])
}
source <- sprintf('  "source": "R package survey %s, %s; script waves.R."', packageVersion("survey"), R.version.string)
writeLines(paste0("{\n", paste(c(source, out), collapse = ",\n"), "\n}"), "waves.json")
