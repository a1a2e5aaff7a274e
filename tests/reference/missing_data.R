# 200 answers on a scale of 1 to 10 with gaps that depend on other answers, written to missing.csv. Run in this folder:
#   Rscript missing_data.R
set.seed(20240611)
n <- 200
common <- rnorm(n)
scale10 <- function(z) pmin(10, pmax(1, round(6.5 + 2 * z)))
network <- scale10(0.7 * common + 0.7 * rnorm(n))
bills <- scale10(0.6 * common + 0.8 * rnorm(n))
hotline <- scale10(0.5 * common + 0.9 * rnorm(n))
overall <- scale10((0.5 * (network - 6.5) + 0.3 * (bills - 6.5) + 0.2 * (hotline - 6.5)) / 2 + 0.6 * rnorm(n))
age <- round(45 + 15 * rnorm(n), 1)
rows <- data.frame(overall, network, bills, hotline, age)
rows$hotline[runif(n) < plogis(0.6 * (rows$network - 7))] <- NA
rows$bills[runif(n) < 0.15] <- NA
rows$overall[runif(n) < 0.08] <- NA
rows$network[runif(n) < plogis(-3 + 0.03 * (rows$age - 45))] <- NA
rows <- rows[rowSums(!is.na(rows)) > 0, ]
write.csv(rows, "missing.csv", row.names = FALSE, na = "")
