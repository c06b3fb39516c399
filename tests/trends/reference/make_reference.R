# Errors and degrees of freedom of clubSandwich 0.5.8 on R 4.2.2, with which CR2 is compared.
#
#     Rscript tests/trends/reference/make_reference.R
#
# Reads the simulated reports.csv and writes clubsandwich.csv beside it; the tests need no R.

suppressMessages(library(clubSandwich))
here <- "tests/trends/reference"
reports <- read.csv(file.path(here, "reports.csv"))
# one weight for each government: where weights vary within clusters, the root that A is made of is not unique, and
# clubSandwich takes another one
reports$weight <- ave(reports$weight, reports$government)
fits <- list(
  mean = lm(share ~ 1, weights = weight, data = reports),
  plain = lm(share ~ year, weights = weight, data = reports),
  levels = lm(share ~ year + factor(government), weights = weight, data = reports)
)
rows <- lapply(names(fits), function(name) {
  fit <- fits[[name]]
  covariance <- vcovCR(fit, cluster = reports$government, type = "CR2", inverse_var = TRUE)
  own <- coef_test(fit, vcov = covariance, coefs = if (name == "mean") 1 else 2)
  data.frame(name = name, error = sprintf("%.12g", own$SE), degrees = sprintf("%.12g", own$df))
})
write.csv(do.call(rbind, rows), file.path(here, "clubsandwich.csv"), row.names = FALSE, quote = FALSE)
