# Makes survey.csv and survey_replicates.csv, the invented survey that survey.R analyses. Run in this folder:
#   Rscript survey_data.R
# Anything stored is rounded before it is used, so that R and Python read the same numbers.
suppressMessages(library(survey))
RNGversion("4.2.2")
set.seed(20240607)

clusters <- c(A = 9, B = 6, C = 5, D = 3, E = 4) # drawn in each stratum; D is a census of its clusters
fpc_clusters <- c(A = 40, B = 24, C = 10, D = 3, E = 8)
fpc_rows <- c(A = 2400, B = 900, C = 400, D = 150, E = 600)

# Persons, half of them asked in both waves. Sizes of clusters are unequal.
stratum <- rep(names(clusters), clusters)
cluster <- paste0(stratum, sequence(clusters))
size <- sample(4:16, length(cluster), replace = TRUE)
person <- data.frame(stratum = rep(stratum, size), cluster = rep(cluster, size))
person$respondent <- sample(1000 + seq_len(nrow(person)))
person$segment <- sample(c("a", "b", "c"), nrow(person), TRUE, c(0.45, 0.35, 0.2))
# Two corners of domain estimation: c has no rows in E1 and, of stratum D, in one cluster only.
outside <- person$cluster %in% c("E1", "D2", "D3") & person$segment == "c"
person$segment[outside] <- "b"
person$asked <- sample(c("both", "1", "2"), nrow(person), TRUE, c(0.5, 0.25, 0.25))
person$mood <- rnorm(nrow(person)) + rep(rnorm(length(cluster), 0, 0.7), size) + c(a = 0.5, b = 0, c = -0.6)[person$segment]

rows <- rbind(cbind(subset(person, asked != "2"), wave = 1), cbind(subset(person, asked != "1"), wave = 2))
rows <- rows[order(rows$cluster, rows$respondent, rows$wave), ]
feeling <- rows$mood + 0.3 * (rows$wave == 2) + rnorm(nrow(rows), 0, 0.6)
rows$score <- pmin(10, pmax(0, round(7.6 + 1.7 * feeling)))
rows$satisfaction <- pmin(5, pmax(1, round(3.7 + 0.8 * feeling + rnorm(nrow(rows), 0, 0.5))))
rows$score[runif(nrow(rows)) < 0.07] <- NA
rows$satisfaction[runif(nrow(rows)) < 0.03] <- NA
rows$fpc_clusters <- fpc_clusters[rows$stratum]
rows$fpc_rows <- fpc_rows[rows$stratum]
drawn <- table(rows$stratum)
rows$weight <- signif(rows$fpc_rows / as.vector(drawn[rows$stratum]) * exp(rnorm(nrow(rows), 0, 0.5)), 4)
stopifnot(rows$fpc_rows >= drawn[rows$stratum])

columns <- c("stratum", "cluster", "respondent", "wave", "segment", "weight", "fpc_clusters", "fpc_rows", "score", "satisfaction")
write.csv(rows[columns], "survey.csv", row.names = FALSE, quote = FALSE, na = "")

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
  boot = as.svrepdesign(strata, type = "bootstrap", replicates = 30),
  subboot = as.svrepdesign(strata, type = "subbootstrap", replicates = 30)
)
table <- data.frame(cluster = one$cluster)
for (name in names(made)) {
  factors <- signif(as.matrix(weights(made[[name]], "replication")), 6)
  columns <- sprintf("%s_%02d", name, seq_len(ncol(factors)))
  table[columns] <- NA
  table[table$cluster %in% made[[name]]$variables$cluster, columns] <- factors
}
write.csv(table, "survey_replicates.csv", row.names = FALSE, quote = FALSE, na = "")
