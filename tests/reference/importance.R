# Errors of R² and of two drivers' LMG as functions of means, by linearisation in R's survey package, written to
# importance.json. Run in this folder:  Rscript importance.R
# The data are domains.csv of domains.R: score explained by other and shops visited (group), under strata and clusters.
suppressMessages(library(survey))
rows <- read.csv("domains.csv", colClasses = c(segment = "character", group = "character", stratum = "character"))
rows <- rows[!is.na(rows$score) & !(rows$stratum %in% c("C", "D")), ]
rows$y <- rows$score
rows$a <- rows$other
rows$b <- as.numeric(rows$group == "x")
for (name in c("yy", "aa", "bb", "ya", "yb", "ab"))
  rows[[name]] <- rows[[substr(name, 1, 1)]] * rows[[substr(name, 2, 2)]]

moments <- c("y", "a", "b", "yy", "aa", "bb", "ya", "yb", "ab")
rya <- "(ya-y*a)^2/((yy-y^2)*(aa-a^2))"
ryb <- "(yb-y*b)^2/((yy-y^2)*(bb-b^2))"
# R² of both: b'c / var y with the normal equations solved by Cramer's rule.
both <- paste0(
  "((ya-y*a)^2*(bb-b^2)-2*(ya-y*a)*(yb-y*b)*(ab-a*b)+(yb-y*b)^2*(aa-a^2))",
  "/(((aa-a^2)*(bb-b^2)-(ab-a*b)^2)*(yy-y^2))"
)
wanted <- list(
  r2_a = rya, r2 = both,
  lmg_a = paste0("(", rya, "+", both, "-", ryb, ")/2"),
  lmg_b = paste0("(", ryb, "+", both, "-", rya, ")/2")
)

designs <- list(
  weights = svydesign(~1, weights = ~weight, data = rows),
  clusters = svydesign(~cluster, weights = ~weight, data = rows),
  strata = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = rows),
  fpc = svydesign(~cluster, strata = ~stratum, weights = ~weight, fpc = ~shops, data = rows)
)
out <- character(0)
for (name in names(designs)) {
  means <- svymean(reformulate(moments), designs[[name]])
  found <- lapply(wanted, function(text) svycontrast(means, list(value = parse(text = text)[[1]])))
  text <- sapply(names(found), function(key) sprintf('"%s": [%.17g, %.17g]', key, coef(found[[key]]), SE(found[[key]])))
  out <- c(out, sprintf('  "%s": {%s}', name, paste(text, collapse = ", ")))
}
version <- sprintf('  "source": "R %s.%s, survey %s"', R.version$major, R.version$minor, packageVersion("survey"))
writeLines(c("{", paste(c(version, out), collapse = ",\n"), "}"), "importance.json")
