# Cumulative (proportional-odds) logit at its exact optimum, for svyglm.R and regression_r.R. optim, which MASS::polr and
# survey::svyolr use, stops with 6 to 8 digits and takes its Hessian from differences; Newton's method with the derivatives
# written out goes on from there.
#
#   P(y <= j) = plogis(zeta[j] - x'beta), j = 1..K-1; parameters (beta, zeta), as polr reports them.

# Probability, gradient and second derivatives of every row's log-likelihood at theta.
ordered_rows <- function(theta, x, y) {
  p <- ncol(x)
  zeta <- theta[-seq_len(p)]
  q <- length(zeta)
  eta <- drop(x %*% theta[seq_len(p)])
  cut <- function(j) { # value of the distribution, density, its derivative and d(argument)/d(theta) at cut j = 0..K
    inside <- j >= 1 & j <= q
    at <- ifelse(inside, zeta[pmin(pmax(j, 1), q)] - eta, 0)
    density <- ifelse(inside, dlogis(at), 0)
    list(value = ifelse(inside, plogis(at), as.numeric(j > q)), density = density,
         slope = ifelse(inside, density * (1 - 2 * plogis(at)), 0), d = cbind(-x, outer(j, seq_len(q), "==")) * inside)
  }
  upper <- cut(y)
  lower <- cut(y - 1)
  probability <- upper$value - lower$value
  list(probability = probability, gradient = (upper$density * upper$d - lower$density * lower$d) / probability, upper = upper, lower = lower)
}

ordered_hessian <- function(rows, w) {
  curved <- function(cut) crossprod(cut$d, cut$d * (w * cut$slope / rows$probability))
  curved(rows$upper) - curved(rows$lower) - crossprod(rows$gradient, rows$gradient * w)
}

# Newton's method from a start near the optimum. y holds 1..K.
ordered_fit <- function(x, y, w, start) {
  theta <- start
  for (step in 1:60) {
    rows <- ordered_rows(theta, x, y)
    change <- solve(ordered_hessian(rows, w), colSums(rows$gradient * w))
    theta <- theta - change
    if (max(abs(change)) < 1e-13 * max(1, abs(theta))) break
  }
  rows <- ordered_rows(theta, x, y)
  stopifnot(max(abs(change)) < 1e-10, abs(colSums(rows$gradient * w)) < 1e-8 * sum(w), max(abs(theta)) < 50)
  list(theta = theta, gradient = rows$gradient, probability = rows$probability, hessian = ordered_hessian(rows, w), loglik = sum(w * log(rows$probability)))
}

# The start: cuts at the logits of the cumulative shares, no effects.
ordered_start <- function(x, y, w) c(rep(0, ncol(x)), qlogis(cumsum(tapply(w, y, sum))[-length(unique(y))] / sum(w)) + 0)
