# Reliability of scales by R's psych, written to reliability.csv and reliability.json. Run in this folder:
#   Rscript reliability.R
# Answers of 150 respondents on a scale of 1 to 10; `complain` runs against the others, `w` are whole numbers of people.
suppressMessages({library(psych); library(jsonlite)})
set.seed(20250310)
n <- 150
general <- rnorm(n)
price <- rnorm(n)
scale10 <- function(z) pmin(10, pmax(1, round(6.5 + 2 * z)))
rows <- data.frame(
  network = scale10(0.8 * general + 0.6 * rnorm(n)),
  hotline = scale10(0.7 * general + 0.7 * rnorm(n)),
  shop = scale10(0.6 * general + 0.8 * rnorm(n)),
  website = scale10(0.5 * general + 0.9 * rnorm(n)),
  complain = scale10(-0.6 * general + 0.8 * rnorm(n)),
  tariff = scale10(0.3 * general + 0.7 * price + 0.6 * rnorm(n)),
  bill = scale10(0.2 * general + 0.8 * price + 0.5 * rnorm(n)),
  discount = scale10(0.3 * general + 0.5 * price + 0.8 * rnorm(n))
)
rows$w <- sample(1:4, n, replace = TRUE)
write.csv(rows, "reliability.csv", row.names = FALSE)
rows <- read.csv("reliability.csv")

found <- function(x, reversed = character(0)) {
  keys <- ifelse(names(x) %in% reversed, -1, 1)
  a <- suppressWarnings(psych::alpha(x, keys = keys, warnings = FALSE))
  r <- cor(as.matrix(x) %*% diag(keys))
  # Nothing is drawn, and omega of one factor tells that it is one.
  o <- suppressMessages(suppressWarnings(psych::omega(r, nfactors = 1, fm = "minres", plot = FALSE, n.obs = nrow(x))))
  f <- suppressWarnings(psych::fa(r, nfactors = 1, fm = "minres", n.obs = nrow(x)))
  k <- psych::KMO(r)
  b <- psych::cortest.bartlett(r, n = nrow(x))
  interval <- psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x))
  list(
    items = names(x), reversed = I(reversed), n = nrow(x),
    alpha = a$total$raw_alpha, feldt = c(interval$lower.ci, interval$upper.ci), std_alpha = a$total$std.alpha,
    item_rest = a$item.stats$r.drop, alpha_dropped = if (ncol(x) > 2) a$alpha.drop$raw_alpha else NULL,
    omega = o$omega.tot, omega_lim = o$omega.lim, loadings = as.numeric(f$loadings), communality = as.numeric(f$communality),
    kmo = k$MSA, msa = as.numeric(k$MSAi), bartlett = c(b$chisq, b$df, b$p.value)
  )
}
service <- c("network", "hotline", "shop", "website")
prices <- c("tariff", "bill", "discount")
people <- rows[rep(seq_len(n), rows$w), ]
out <- list(
  source = sprintf("%s, psych %s; script reliability.R", R.version.string, packageVersion("psych")),
  service = found(rows[service]),
  prices = found(rows[prices]),
  all = found(rows[c(service, "complain", prices)], "complain"),
  people = found(people[c(service, "complain")], "complain"),
  heywood = {
    h <- found(rows[c("tariff", "bill", "website")])
    h
  }
)
write_json(out, "reliability.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null")
