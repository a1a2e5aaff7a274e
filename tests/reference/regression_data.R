# Makes regression.csv and regression_replicates.csv, the invented survey that svyglm.R and regression_r.R analyse. Run in
# this folder:
#   Rscript regression_data.R
# Anything stored is rounded before it is used, so that R and Python read the same numbers.
suppressMessages(library(survey))
RNGversion("4.2.2")
set.seed(20240815)

clusters <- c(A = 4, B = 4, C = 3, D = 3, E = 3, F = 3, G = 3, H = 3, I = 3, J = 2, K = 2, L = 3) # K is a census of its clusters
fpc_clusters <- c(A = 16, B = 30, C = 12, D = 20, E = 9, F = 14, G = 25, H = 10, I = 6, J = 8, K = 2, L = 11)

stratum <- rep(names(clusters), clusters)
cluster <- paste0(stratum, sequence(clusters))
size <- sample(6:10, length(cluster), replace = TRUE)
n <- sum(size)
rows <- data.frame(stratum = rep(stratum, size), cluster = rep(cluster, size))
rows$region <- sample(c("north", "middle", "south"), n, TRUE, c(0.4, 0.33, 0.27))
# Two corners of domain estimation: the south has no rows in stratum C and, of stratum D, in one cluster only.
outside <- rows$cluster %in% c("C1", "C2", "C3", "D2", "D3") & rows$region == "south"
rows$region[outside] <- "middle"
rows$brand <- sample(c("alpha", "beta", "gamma"), n, TRUE, c(0.45, 0.3, 0.25))

scale10 <- function(x) pmin(10, pmax(1, round(x)))
mood <- rnorm(n) + rep(rnorm(length(cluster), 0, 0.5), size)
rows$network <- scale10(6.5 + 1.2 * mood + rnorm(n, 0, 1.4))
rows$billing <- scale10(6.0 + 0.9 * mood + rnorm(n, 0, 1.7))
rows$hotline <- scale10(5.5 + 0.4 * rows$billing - 2.4 + 0.6 * mood + rnorm(n, 0, 1.5))
rows$shop <- scale10(6.2 + rnorm(n, 0, 2))
level <- with(rows, 0.45 * network + 0.25 * billing + 0.15 * hotline + 0.03 * network * (billing - 6) / 2 +
                c(alpha = 0, beta = 0.5, gamma = -0.4)[brand] + 0.3 * (region == "south") * (network - 6))
local <- rep(rnorm(length(cluster), 0, 0.4), size)
rows$overall <- scale10(1.7 + level + local + rnorm(n, 0, 0.5 + 0.1 * rows$network))
rows$renewed <- as.numeric(runif(n) < plogis(0.7 * (level - mean(level)) + 0.05 * (rows$shop - 6) + local))
latent <- 0.8 * (level - mean(level)) + 0.06 * (rows$shop - 6) + local + rlogis(n)
rows$satisfaction <- 1 + findInterval(latent, c(-2.1, -0.8, 0.5, 1.9))
rows$shop_gaps <- ifelse(runif(n) < 0.1, NA, rows$shop)

rows$fpc_clusters <- fpc_clusters[rows$stratum]
drawn <- table(rows$stratum)
rows$fpc_rows <- round(as.vector(drawn[rows$stratum]) * rows$fpc_clusters / clusters[rows$stratum])
rows$weight <- signif(rows$fpc_clusters / clusters[rows$stratum] * exp(rnorm(n, 0, 0.4)), 4)
rows$count <- sample(1:4, n, TRUE)

columns <- c("stratum", "cluster", "region", "brand", "weight", "count", "fpc_clusters", "fpc_rows", "overall", "renewed",
             "satisfaction", "network", "billing", "hotline", "shop", "shop_gaps")
write.csv(rows[columns], "regression.csv", row.names = FALSE, quote = FALSE, na = "")

# Replicate weights are the weight times a factor that a cluster's rows share: one row a cluster is all there is to store.
one <- rows[!duplicated(rows$cluster), ]
plain <- svydesign(ids = ~cluster, weights = ~weight, data = one)
strata <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = one)
two <- one[one$cluster %in% paste0(one$stratum, 1:2), ] # half samples want two clusters in each stratum
pairs <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = two)
made <- list(
  jk1 = as.svrepdesign(plain, type = "JK1"),
  jkn = as.svrepdesign(strata, type = "JKn"),
  brr = as.svrepdesign(pairs, type = "BRR"),
  fay = as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3),
  boot = as.svrepdesign(strata, type = "subbootstrap", replicates = 40)
)
table <- data.frame(cluster = one$cluster)
for (name in names(made)) {
  factors <- signif(as.matrix(weights(made[[name]], "replication")), 6)
  columns <- sprintf("%s_%02d", name, seq_len(ncol(factors)))
  table[columns] <- NA
  table[table$cluster %in% made[[name]]$variables$cluster, columns] <- factors
}
write.csv(table, "regression_replicates.csv", row.names = FALSE, quote = FALSE, na = "")
